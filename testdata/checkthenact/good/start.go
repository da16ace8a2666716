package good

// without unboundedgoroutines: what is asked here is what runs in the goroutines

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"gorm.io/gorm"
)

// LogFile is one file of the log.
type LogFile struct {
	ID    uint
	Path  string
	Start int64
}

// Log is made by a program that uses this package, once when it starts.
type Log struct{ db *gorm.DB }

// NewLog goes on with the last file.
func NewLog(db *gorm.DB) (*Log, error) {
	l := &Log{db}
	if err := l.resume(); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *Log) resume() error {
	var last LogFile
	if err := l.db.Order("start desc").Limit(1).Find(&last).Error; err != nil {
		return err
	}
	if last.ID == 0 {
		return l.db.Create(&LogFile{Path: "log-0"}).Error
	}
	return nil
}

// Job is found by its name, which no index of its tags is on.
type Job struct {
	ID   uint
	Name string
}

type Jobs struct{ db *gorm.DB }

func (j *Jobs) add(name string) error {
	err := j.db.Create(&Job{Name: name}).Error
	if err == gorm.ErrDuplicatedKey { // another was faster
		return nil
	}
	return err
}

// Ensure deals with the duplicate by comparing the error itself.
func (j *Jobs) Ensure(name string) error {
	var job Job
	err := j.db.Where("name = ?", name).First(&job).Error
	if err != gorm.ErrRecordNotFound {
		return err
	}
	return j.add(name)
}

// Cursor is how far a server was read.
type Cursor struct {
	Host  string `gorm:"primaryKey"`
	Value string
}

type page struct {
	Names []string
	Value *string
}

type Crawler struct {
	db   *gorm.DB
	http *http.Client
}

func (c *Crawler) list(ctx context.Context, host, cursor string) (*page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+host+"/list?cursor="+url.QueryEscape(cursor), nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out := &page{}
	return out, json.NewDecoder(resp.Body).Decode(out)
}

func (c *Crawler) cursor(host string) (string, error) {
	var cur Cursor
	if err := c.db.Where("host = ?", host).First(&cur).Error; err != nil {
		if err != gorm.ErrRecordNotFound {
			return "", err
		}
		return "", nil
	}
	return cur.Value, nil
}

// Crawl writes the cursor where the answer of the other server has one; the cursor that was read only says where to begin.
func (c *Crawler) Crawl(ctx context.Context, host string) error {
	cursor, err := c.cursor(host)
	if err != nil {
		return err
	}
	for {
		p, err := c.list(ctx, host, cursor)
		if err != nil {
			return err
		}
		if p.Value == nil || *p.Value == "" {
			return nil
		}
		cursor = *p.Value
		if err := c.db.Save(&Cursor{Host: host, Value: cursor}).Error; err != nil {
			return err
		}
	}
}

// Site is written as a whole.
type Site struct {
	ID     int64
	Domain string
	Addr   string
	Seen   int64
}

func (s *Stores) sites() ([]*Site, error) {
	var out []*Site
	err := s.x.Asc("id").Find(&out)
	return out, err
}

// Refresh asks for the domain, and changes another column.
func (s *Stores) Refresh() error {
	sites, err := s.sites()
	if err != nil {
		return err
	}
	for _, site := range sites {
		if site.Domain != "" {
			go func(site *Site) {
				site.Addr = site.Domain + ".internal"
				_ = s.save(site.ID, site) // want writeinloop "each site"
			}(site)
		}
	}
	return nil
}

func (s *Stores) save(id int64, site *Site) error {
	old := &Site{}
	if found, err := s.x.ID(id).Get(old); err != nil || !found {
		return err
	}
	_, err := s.x.ID(id).AllCols().Update(site)
	return err
}
