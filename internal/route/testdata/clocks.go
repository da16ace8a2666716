package clocks

import (
	"context"
	"net/http"
	"time"

	"github.com/go-co-op/gocron"
	gocronv2 "github.com/go-co-op/gocron/v2"
	"github.com/robfig/cron/v3"
)

type jobs struct{ calls int }

func (j *jobs) nightly() { j.calls++ } // route schedule clocks.(*jobs).nightly clocks.(*jobs).nightly
func (j *jobs) Run()     { j.calls++ } // route schedule clocks.(*jobs).Run clocks.(*jobs).Run
func (j *jobs) hourly()  { j.calls++ } // route schedule clocks.(*jobs).hourly clocks.(*jobs).hourly
func (j *jobs) weekly()  { j.calls++ } // route schedule clocks.(*jobs).weekly clocks.(*jobs).weekly
func (j *jobs) never()   { j.calls++ }

func schedule(j *jobs) {
	c := cron.New()
	_, _ = c.AddFunc("@daily", j.nightly)
	_, _ = c.AddJob("@hourly", j)
	c.Start()
	s := gocron.NewScheduler(time.UTC)
	_, _ = s.Every(1).Hour().Do(j.hourly)
	s.StartAsync()
	v2, err := gocronv2.NewScheduler()
	if err != nil {
		return
	}
	_, _ = v2.NewJob(gocronv2.DurationJob(time.Hour), gocronv2.NewTask(j.weekly))
	v2.Start()
}

func sweep(ctx context.Context, every time.Duration) { // route loop clocks.sweep clocks.sweep
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			_, _ = http.Get("https://example.com/ping")
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	j := &jobs{}
	schedule(j)
	go sweep(context.Background(), time.Minute)
	go func() { // route loop clocks.main.func1 clocks.main.func1
		for range time.Tick(time.Hour) {
			_, _ = http.Get("https://example.com/tick")
		}
	}()
	j.never()
	select {}
}
