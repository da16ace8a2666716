// Package good leaves the work on uploads to others, or does none.
package good

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"image"
	_ "image/jpeg"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/disintegration/imaging"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/hibiken/asynq"
	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"
)

const maxUpload = 200 << 20

// API holds what the handlers need.
type API struct {
	dir    string
	db     *sql.DB
	jobs   chan string
	queue  *asynq.Client
	redis  *redis.Client
	pool   pond.Pool
	s3     *s3.Client
	sign   *s3.PresignClient
	client *http.Client
	todo   Queue
	work   sync.WaitGroup
}

// Queue is where jobs are left.
type Queue interface {
	Enqueue(ctx context.Context, kind, path string) error
}

// Routes registers the handlers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/asynq", a.asynq)
	r.Post("/channel", a.channel)
	r.Post("/goroutine", a.goroutine)
	r.Post("/tracked", a.tracked)
	r.Post("/pool", a.inPool)
	r.Post("/table", a.table)
	r.Post("/redis", a.inRedis)
	r.Post("/staged", a.staged)
	r.Post("/interface", a.throughInterface)
	r.Post("/store", a.store)
	r.Post("/size", a.size)
	r.Post("/proxy", a.proxy)
	r.Post("/json", a.runs)
	r.Post("/deploy", a.deploy)
	r.Post("/values", a.values)
	r.Post("/notify", a.notify)
	r.Post("/count", a.count)
	r.Post("/presign", a.presign)
	r.Post("/cleanup", a.cleanup)
	r.Get("/thumbnail", a.thumbnail)
	r.Get("/archive", a.archive)
	r.Get("/version", a.version)
	r.Handle("/either", http.HandlerFunc(a.either))
	r.Post("/later", a.later)
	return r
}

// save stores an upload in a file.
func (a *API) save(w http.ResponseWriter, r *http.Request) (string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("video")
	if err != nil {
		return "", err
	}
	defer file.Close()
	path := filepath.Join(a.dir, filepath.Base(header.Filename))
	dst, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer dst.Close()
	_, err = io.Copy(dst, file)
	return path, err
}

func convert(ctx context.Context, path string) error {
	return exec.CommandContext(ctx, "ffmpeg", "-i", path, path+".mp4").Run()
}

// asynq leaves the work to a queue.
func (a *API) asynq(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if _, err := a.queue.EnqueueContext(r.Context(), asynq.NewTask("convert", []byte(path))); err != nil {
		http.Error(w, "cannot enqueue", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// Convert is what the queue runs.
func (a *API) Convert(ctx context.Context, t *asynq.Task) error {
	return convert(ctx, string(t.Payload()))
}

// channel leaves the work to a worker of the program.
func (a *API) channel(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	select {
	case a.jobs <- path:
		w.WriteHeader(http.StatusAccepted)
	default:
		http.Error(w, "busy", http.StatusServiceUnavailable)
	}
}

// Worker does the work.
func (a *API) Worker(ctx context.Context) {
	for path := range a.jobs {
		if err := convert(ctx, path); err != nil {
			log.Print(err)
		}
	}
}

// goroutine does the work after the answer.
func (a *API) goroutine(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	ctx := context.WithoutCancel(r.Context())
	go func() { // want detachedwork "which nobody waits for"
		if err := convert(ctx, path); err != nil {
			log.Print(err)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

// tracked does so too, and the program waits for it when it ends.
func (a *API) tracked(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	a.work.Add(1)
	go a.convert(context.WithoutCancel(r.Context()), path)
	w.WriteHeader(http.StatusAccepted)
}

func (a *API) convert(ctx context.Context, path string) {
	defer a.work.Done()
	if err := convert(ctx, path); err != nil {
		log.Print(err)
	}
}

// Close waits for what is being done.
func (a *API) Close() { a.work.Wait() }

// inPool leaves the work to a pool.
func (a *API) inPool(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	ctx := context.WithoutCancel(r.Context())
	a.pool.Submit(func() {
		if err := convert(ctx, path); err != nil {
			log.Print(err)
		}
	})
	w.WriteHeader(http.StatusAccepted)
}

// table stores the upload in S3 and a job in the database.
func (a *API) table(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("video")
	if err != nil {
		http.Error(w, "no video", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if _, err := a.s3.PutObject(r.Context(), &s3.PutObjectInput{Key: &header.Filename, Body: file}); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if _, err := a.db.ExecContext(r.Context(), "INSERT INTO convert_jobs (key) VALUES ($1)", header.Filename); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// inRedis leaves the work to those who listen.
func (a *API) inRedis(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if err := a.redis.LPush(r.Context(), "convert", path).Err(); err != nil {
		http.Error(w, "cannot enqueue", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// staged puts the upload where the workers find it.
func (a *API) staged(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("video")
	if err != nil {
		http.Error(w, "no video", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if _, err := a.s3.PutObject(r.Context(), &s3.PutObjectInput{Key: &header.Filename, Body: file}); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if _, err := a.queue.EnqueueContext(r.Context(), asynq.NewTask("convert", []byte(header.Filename))); err != nil {
		http.Error(w, "cannot enqueue", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// throughInterface does so with a queue of the program.
func (a *API) throughInterface(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if err := a.todo.Enqueue(r.Context(), "convert", path); err != nil {
		http.Error(w, "cannot enqueue", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// store keeps the file, and a row about it.
func (a *API) store(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if _, err := a.db.ExecContext(r.Context(), "INSERT INTO videos (path) VALUES ($1)", path); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// size reads the head of an image.
func (a *API) size(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, _, err := r.FormFile("image")
	if err != nil {
		http.Error(w, "no image", http.StatusBadRequest)
		return
	}
	defer file.Close()
	config, _, err := image.DecodeConfig(file)
	if err != nil || config.Width > 4000 {
		http.Error(w, "no image", http.StatusBadRequest)
	}
}

// proxy hands the request on as it is.
func (a *API) proxy(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.Method, a.dir+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, "cannot send", http.StatusInternalServerError)
		return
	}
	resp, err := a.client.Do(req)
	if err != nil {
		http.Error(w, "cannot send", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(w, resp.Body)
}

// runs has a command run that the body of the request names.
func (a *API) runs(w http.ResponseWriter, r *http.Request) {
	var job struct {
		Branch string `json:"branch"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&job); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	if err := exec.CommandContext(r.Context(), "git", "fetch", "origin", job.Branch).Run(); err != nil {
		http.Error(w, "cannot fetch", http.StatusInternalServerError)
	}
}

// deploy runs a script for a message that it has read whole.
func (a *API) deploy(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil || !strings.Contains(string(data), "main") {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	if err := exec.CommandContext(r.Context(), "systemctl", "reload", "app").Run(); err != nil {
		http.Error(w, "cannot reload", http.StatusInternalServerError)
	}
}

// values reads a form without files.
func (a *API) values(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	if err := exec.CommandContext(r.Context(), "id", r.FormValue("user")).Run(); err != nil {
		http.Error(w, "no such user", http.StatusNotFound)
	}
}

// notify stores the upload and tells another service of it.
func (a *API) notify(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.dir, strings.NewReader(path))
	if err != nil {
		http.Error(w, "cannot notify", http.StatusInternalServerError)
		return
	}
	resp, err := a.client.Do(req)
	if err != nil {
		http.Error(w, "cannot notify", http.StatusBadGateway)
		return
	}
	_ = resp.Body.Close()
}

// count reads an upload line by line.
func (a *API) count(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, _, err := r.FormFile("list")
	if err != nil {
		http.Error(w, "no list", http.StatusBadRequest)
		return
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		http.Error(w, "no list", http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(bytes.Count(data, []byte("\n")))
}

// presign has the client send the file to S3 itself.
func (a *API) presign(w http.ResponseWriter, r *http.Request) {
	key := r.PathValue("key")
	signed, err := a.sign.PresignPutObject(r.Context(), &s3.PutObjectInput{Key: &key})
	if err != nil {
		http.Error(w, "cannot sign", http.StatusInternalServerError)
		return
	}
	_, _ = io.WriteString(w, signed.URL)
}

// cleanup runs a command where the upload could not be stored.
func (a *API) cleanup(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		_ = exec.CommandContext(r.Context(), "rm", "-rf", path).Run()
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// thumbnail scales an image of the program's own.
func (a *API) thumbnail(w http.ResponseWriter, r *http.Request) {
	img, err := imaging.Open(filepath.Join(a.dir, "logo.png"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	_ = imaging.Encode(w, imaging.Resize(img, 64, 0, imaging.Lanczos), imaging.PNG)
}

// archive reads an archive of the program's own.
func (a *API) archive(w http.ResponseWriter, r *http.Request) {
	z, err := zip.OpenReader(filepath.Join(a.dir, "all.zip"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer z.Close()
	_ = json.NewEncoder(w).Encode(len(z.File))
}

func (a *API) version(w http.ResponseWriter, r *http.Request) {
	out, err := exec.CommandContext(r.Context(), "ffmpeg", "-version").Output()
	if err != nil {
		http.Error(w, "no ffmpeg", http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(out)
}

// either takes uploads, or says what the tool is.
func (a *API) either(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		if _, err := a.save(w, r); err != nil {
			http.Error(w, "cannot store", http.StatusInternalServerError)
		}
		return
	}
	out, err := exec.CommandContext(r.Context(), "ffmpeg", "-version").Output()
	if err != nil {
		http.Error(w, "no ffmpeg", http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(out)
}

// later has the work done in a while.
func (a *API) later(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	ctx := context.WithoutCancel(r.Context())
	time.AfterFunc(time.Second, func() {
		if err := convert(ctx, path); err != nil {
			log.Print(err)
		}
	})
	w.WriteHeader(http.StatusAccepted)
}

// Frameworks registers the handlers of other routers.
func (a *API) Frameworks(g *gin.Engine, e *echo.Echo) {
	g.POST("/videos", a.ginVideo)
	e.POST("/videos", a.echoVideo)
}

func (a *API) ginVideo(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxUpload)
	header, err := c.FormFile("video")
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	path := filepath.Join(a.dir, filepath.Base(header.Filename))
	if err := c.SaveUploadedFile(header, path); err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	if err := a.todo.Enqueue(c.Request.Context(), "convert", path); err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Status(http.StatusAccepted)
}

func (a *API) echoVideo(c echo.Context) error {
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, maxUpload)
	header, err := c.FormFile("video")
	if err != nil {
		return err
	}
	a.jobs <- header.Filename
	return c.NoContent(http.StatusAccepted)
}

// Backup sends a file of the program's own to another server, as a form: nobody waits for it.
func (a *API) Backup(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, f); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	_, err = a.s3.PutObject(ctx, &s3.PutObjectInput{Key: &path, Body: &body})
	return err
}
