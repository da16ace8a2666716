// Package bad works on what clients send while they wait for the answer.
package bad

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	_ "image/png"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"cloud.google.com/go/storage"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/SebastiaanKlippert/go-wkhtmltopdf"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/disintegration/imaging"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/jung-kurt/gofpdf"
	"github.com/labstack/echo/v4"
	"github.com/minio/minio-go/v7"
	"github.com/nfnt/resize"
	"github.com/u2takey/ffmpeg-go"
	"golang.org/x/sync/errgroup"
)

// API holds what the handlers need.
type API struct {
	dir    string
	media  media
	s3     *s3.Client
	up     *manager.Uploader
	minio  *minio.Client
	bucket *storage.BucketHandle
	blobs  *azblob.Client
	client *http.Client
	bytes  Blobs
}

const maxUpload = 200 << 20

// Routes registers the handlers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/videos", a.video)
	r.Post("/avatars", a.avatar)
	r.Post("/archives", a.archive)
	r.Post("/tars", a.tars)
	r.Post("/raw", a.raw)
	r.Post("/rawimage", a.rawImage)
	r.Post("/rawzip", a.rawZip)
	r.Post("/stdin", a.stdin)
	r.Post("/parts", a.parts)
	r.Post("/deep", a.deep)
	r.Post("/wait", a.wait)
	r.Post("/group", a.group)
	r.Post("/s3", a.toS3)
	r.Post("/manager", a.toManager)
	r.Post("/rawS3", a.rawToS3)
	r.Post("/minio", a.toMinio)
	r.Post("/gcs", a.toGCS)
	r.Post("/azure", a.toAzure)
	r.Post("/http", a.toHTTP)
	r.Post("/form", a.form)
	r.Post("/pdf", a.pdf)
	r.Post("/print", a.print)
	r.Post("/helper", a.helper)
	r.Post("/interface", a.throughInterface)
	r.Post("/many", a.many)
	r.Post("/literal", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		file, _, err := r.FormFile("image")
		if err != nil {
			http.Error(w, "no image", http.StatusBadRequest)
			return
		}
		defer file.Close()
		img, _, err := image.Decode(file) // want syncprocessing "image.Decode works on its upload"
		if err != nil {
			http.Error(w, "no image", http.StatusBadRequest)
			return
		}
		_ = jpeg.Encode(w, img, nil)
	})
	return r
}

// video runs ffmpeg on a file that it has saved.
func (a *API) video(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("video")
	if err != nil {
		http.Error(w, "no video", http.StatusBadRequest)
		return
	}
	defer file.Close()
	path := filepath.Join(a.dir, filepath.Base(header.Filename))
	dst, err := os.Create(path)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	defer dst.Close()
	if _, err := io.Copy(dst, file); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	cmd := exec.CommandContext(r.Context(), "ffmpeg", "-i", path, path+".mp4")
	if err := cmd.Run(); err != nil { // want syncprocessing "the client waits while ffmpeg works on its upload, and tries again: answer 202 and do it in a job"
		http.Error(w, "cannot convert", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// avatar resizes an image.
func (a *API) avatar(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, _, err := r.FormFile("avatar")
	if err != nil {
		http.Error(w, "no avatar", http.StatusBadRequest)
		return
	}
	defer file.Close()
	img, err := imaging.Decode(file) // want syncprocessing "imaging.Decode works on its upload"
	if err != nil {
		http.Error(w, "no image", http.StatusBadRequest)
		return
	}
	if err := imaging.Save(imaging.Fill(img, 128, 128, imaging.Center, imaging.Lanczos), filepath.Join(a.dir, "a.png")); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// archive unpacks a zip file.
func (a *API) archive(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("archive")
	if err != nil {
		http.Error(w, "no archive", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if err := a.unpack(file, header.Size); err != nil { // want syncprocessing "zip.NewReader works on its upload"
		http.Error(w, "no archive", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *API) unpack(file io.ReaderAt, size int64) error {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return err
	}
	for _, f := range z.File {
		if err := a.extract(f); err != nil {
			return err
		}
	}
	return nil
}

func (a *API) extract(f *zip.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(filepath.Join(a.dir, filepath.Base(f.Name)))
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = io.Copy(out, io.LimitReader(in, maxUpload))
	return err
}

// tars walks a tar file that comes as a part of a form.
func (a *API) tars(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	part, err := parts.NextPart()
	if err != nil {
		http.Error(w, "no part", http.StatusBadRequest)
		return
	}
	n := 0
	for t := tar.NewReader(part); ; n++ {
		if _, err := t.Next(); err != nil { // want syncprocessing "tar.Reader.Next works on its upload"
			break
		}
	}
	_ = json.NewEncoder(w).Encode(n)
}

// raw saves the body and has a program look at it.
func (a *API) raw(w http.ResponseWriter, r *http.Request) {
	f, err := os.CreateTemp(a.dir, "raw")
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	defer f.Close()
	if _, err := io.Copy(f, http.MaxBytesReader(w, r.Body, maxUpload)); err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	out, err := exec.CommandContext(r.Context(), "exiftool", f.Name()).Output() // want syncprocessing "exiftool works on its upload"
	if err != nil {
		http.Error(w, "cannot read", http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(out)
}

// rawImage decodes the body as it comes.
func (a *API) rawImage(w http.ResponseWriter, r *http.Request) {
	img, _, err := image.Decode(http.MaxBytesReader(w, r.Body, maxUpload)) // want syncprocessing "image.Decode works on its upload"
	if err != nil {
		http.Error(w, "no image", http.StatusBadRequest)
		return
	}
	_ = jpeg.Encode(w, resize.Resize(100, 0, img, resize.Lanczos3), nil)
}

// rawZip reads the body into memory and unpacks it.
func (a *API) rawZip(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err := a.unpack(bytes.NewReader(data), int64(len(data))); err != nil { // want syncprocessing "zip.NewReader works on its upload"
		http.Error(w, "no archive", http.StatusBadRequest)
	}
}

// stdin feeds a command with the body.
func (a *API) stdin(w http.ResponseWriter, r *http.Request) {
	cmd := exec.CommandContext(r.Context(), "convert", "-", "png:-")
	cmd.Stdin = http.MaxBytesReader(w, r.Body, maxUpload)
	cmd.Stdout = w
	if err := cmd.Run(); err != nil { // want syncprocessing "convert works on its upload"
		http.Error(w, "cannot convert", http.StatusInternalServerError)
	}
}

// parts goes over the files of a form.
func (a *API) parts(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	for _, header := range r.MultipartForm.File["images"] {
		if err := a.media.Thumbnail(header); err != nil { // want syncprocessing "works on its upload"
			http.Error(w, "no image", http.StatusBadRequest)
			return
		}
	}
}

// media is what another layer does with uploads.
type media struct{ dir string }

// Thumbnail makes a small image of a large one.
func (m media) Thumbnail(header *multipart.FileHeader) error {
	f, err := header.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	return m.scale(f)
}

func (m media) scale(r io.Reader) error {
	img, err := imaging.Decode(r)
	if err != nil {
		return err
	}
	return imaging.Save(imaging.Thumbnail(img, 64, 64, imaging.Lanczos), filepath.Join(m.dir, "t.png"))
}

// deep has the upload taken by one helper and worked on by another.
func (a *API) deep(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if err := a.process(r.Context(), path); err != nil { // want syncprocessing "soffice works on its upload"
		http.Error(w, "cannot convert", http.StatusInternalServerError)
	}
}

func (a *API) save(w http.ResponseWriter, r *http.Request) (string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("document")
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

func (a *API) process(ctx context.Context, path string) error { return a.convert(ctx, path) }

func (a *API) convert(ctx context.Context, path string) error {
	return exec.CommandContext(ctx, "soffice", "--convert-to", "pdf", path).Run()
}

// wait starts goroutines and waits for them.
func (a *API) wait(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	var wg sync.WaitGroup
	for _, size := range []string{"360", "720"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = exec.CommandContext(r.Context(), "ffmpeg", "-i", path, "-s", size).Run() // want syncprocessing "ffmpeg works on its upload"
		}()
	}
	wg.Wait()
}

// group does the same with a group.
func (a *API) group(w http.ResponseWriter, r *http.Request) {
	path, err := a.save(w, r)
	if err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	var g errgroup.Group
	g.Go(func() error {
		return ffmpeg_go.Input(path).Output("out.webm").Run() // want syncprocessing "works on its upload"
	})
	if err := g.Wait(); err != nil {
		http.Error(w, "cannot convert", http.StatusInternalServerError)
	}
}

// toS3 sends the upload on.
func (a *API) toS3(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if _, err := a.s3.PutObject(r.Context(), &s3.PutObjectInput{Key: &header.Filename, Body: file}); err != nil { // want syncprocessing "the client waits while s3.Client.PutObject sends its upload on: give it a presigned URL, or answer 202 and do it in a job"
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// toManager does so through a helper.
func (a *API) toManager(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if err := a.put(r.Context(), header.Filename, file); err != nil { // want syncprocessing "manager.Uploader.Upload sends its upload on"
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

func (a *API) put(ctx context.Context, key string, body io.Reader) error {
	_, err := a.up.Upload(ctx, &s3.PutObjectInput{Key: &key, Body: body})
	return err
}

// rawToS3 sends the body on as it is.
func (a *API) rawToS3(w http.ResponseWriter, r *http.Request) {
	body := http.MaxBytesReader(w, r.Body, maxUpload)
	key := r.PathValue("key")
	if _, err := a.s3.PutObject(r.Context(), &s3.PutObjectInput{Key: &key, Body: body}); err != nil { // want syncprocessing "s3.Client.PutObject sends its upload on"
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// toMinio sends the upload on.
func (a *API) toMinio(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if _, err := a.minio.PutObject(r.Context(), "files", header.Filename, file, header.Size, minio.PutObjectOptions{}); err != nil { // want syncprocessing "minio-go.Client.PutObject sends its upload on"
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// toGCS copies the upload to a writer.
func (a *API) toGCS(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	object := a.bucket.Object(header.Filename).NewWriter(r.Context()) // want syncprocessing "storage.ObjectHandle.NewWriter sends its upload on"
	if _, err := io.Copy(object, file); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if err := object.Close(); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// toAzure sends the upload on.
func (a *API) toAzure(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if _, err := a.blobs.UploadStream(r.Context(), "files", header.Filename, file, nil); err != nil { // want syncprocessing "azblob.Client.UploadStream sends its upload on"
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// toHTTP sends the upload to another service.
func (a *API) toHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, _, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, a.dir, file)
	if err != nil {
		http.Error(w, "cannot send", http.StatusInternalServerError)
		return
	}
	resp, err := a.client.Do(req) // want syncprocessing "http.Client.Do sends its upload on"
	if err != nil {
		http.Error(w, "cannot send", http.StatusBadGateway)
		return
	}
	_ = resp.Body.Close()
}

// form puts the upload into another form.
func (a *API) form(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if err := a.forward(r.Context(), header.Filename, file); err != nil { // want syncprocessing "http.Client.Do sends its upload on"
		http.Error(w, "cannot send", http.StatusBadGateway)
	}
}

func (a *API) forward(ctx context.Context, name string, file io.Reader) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, file); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.dir, &body)
	if err != nil {
		return err
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// pdf makes a document of an upload.
func (a *API) pdf(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, _, err := r.FormFile("scan")
	if err != nil {
		http.Error(w, "no scan", http.StatusBadRequest)
		return
	}
	defer file.Close()
	doc := gofpdf.New("P", "mm", "A4", "")
	doc.AddPage()
	doc.RegisterImageOptionsReader("scan", gofpdf.ImageOptions{ImageType: "PNG"}, file)
	if err := doc.Output(w); err != nil { // want syncprocessing "gofpdf.Fpdf.Output works on its upload"
		http.Error(w, "cannot print", http.StatusInternalServerError)
	}
}

// print has a page printed.
func (a *API) print(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, _, err := r.FormFile("page")
	if err != nil {
		http.Error(w, "no page", http.StatusBadRequest)
		return
	}
	defer file.Close()
	gen, err := wkhtmltopdf.NewPDFGenerator()
	if err != nil {
		http.Error(w, "cannot print", http.StatusInternalServerError)
		return
	}
	gen.AddPage(wkhtmltopdf.NewPageReader(file))
	if err := gen.Create(); err != nil { // want syncprocessing "works on its upload"
		http.Error(w, "cannot print", http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(gen.Bytes())
}

// helper has all of it done by a function that is given the request.
func (a *API) helper(w http.ResponseWriter, r *http.Request) {
	if err := a.both(w, r); err != nil {
		http.Error(w, "no image", http.StatusBadRequest)
	}
}

func (a *API) both(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, _, err := r.FormFile("image")
	if err != nil {
		return err
	}
	defer file.Close()
	return a.media.scale(file) // want syncprocessing "imaging.Decode works on its upload"
}

// Blobs is where uploads go.
type Blobs interface {
	Put(ctx context.Context, key string, body io.Reader) error
}

// S3Blobs keeps them in S3.
type S3Blobs struct{ client *s3.Client }

// Put sends a blob to S3.
func (b *S3Blobs) Put(ctx context.Context, key string, body io.Reader) error {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{Key: &key, Body: body})
	return err
}

// New returns an API that keeps its blobs in S3.
func New(client *s3.Client) *API { return &API{bytes: &S3Blobs{client}} }

func (a *API) throughInterface(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("image")
	if err != nil {
		http.Error(w, "no image", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if err := a.bytes.Put(r.Context(), header.Filename, file); err != nil { // want syncprocessing "s3.Client.PutObject sends its upload on"
		http.Error(w, "cannot store", http.StatusInternalServerError)
	}
}

// many has one finding, though it does much.
func (a *API) many(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, header, err := r.FormFile("image")
	if err != nil {
		http.Error(w, "no image", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if err := a.put(r.Context(), header.Filename, file); err != nil {
		http.Error(w, "cannot store", http.StatusInternalServerError)
		return
	}
	if err := a.media.scale(file); err != nil { // want syncprocessing "imaging.Decode works on its upload"
		http.Error(w, "no image", http.StatusBadRequest)
		return
	}
	if err := a.convert(r.Context(), header.Filename); err != nil {
		http.Error(w, "cannot convert", http.StatusInternalServerError)
	}
}

// Frameworks registers the handlers of the other routers.
func (a *API) Frameworks(g *gin.Engine, e *echo.Echo, f *fiber.App) {
	g.POST("/videos", a.ginVideo)
	g.POST("/bound", a.ginBound)
	e.POST("/videos", a.echoVideo)
	f.Post("/videos", a.fiberVideo)
	f.Post("/raw", a.fiberRaw)
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
	if err := a.convert(c.Request.Context(), path); err != nil { // want syncprocessing "soffice works on its upload"
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Status(http.StatusCreated)
}

type picture struct {
	Image *multipart.FileHeader `form:"image"`
}

// ginBound has the file bound to a struct.
func (a *API) ginBound(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxUpload)
	var p picture
	if err := c.ShouldBind(&p); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	f, err := p.Image.Open()
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	defer f.Close()
	if err := a.media.scale(f); err != nil { // want syncprocessing "imaging.Decode works on its upload"
		c.Status(http.StatusBadRequest)
	}
}

func (a *API) echoVideo(c echo.Context) error {
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, maxUpload)
	header, err := c.FormFile("video")
	if err != nil {
		return err
	}
	if err := a.media.Thumbnail(header); err != nil { // want syncprocessing "imaging.Decode works on its upload"
		return err
	}
	return c.NoContent(http.StatusCreated)
}

func (a *API) fiberVideo(c *fiber.Ctx) error {
	header, err := c.FormFile("video")
	if err != nil {
		return err
	}
	path := filepath.Join(a.dir, filepath.Base(header.Filename))
	if err := c.SaveFile(header, path); err != nil {
		return err
	}
	return a.convert(c.UserContext(), path) // want syncprocessing "soffice works on its upload"
}

func (a *API) fiberRaw(c *fiber.Ctx) error {
	return a.media.scale(bytes.NewReader(c.Body())) // want syncprocessing "imaging.Decode works on its upload"
}
