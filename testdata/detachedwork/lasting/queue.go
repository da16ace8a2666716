package main

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// dispatcher hands what waits in a queue on for as long as the queue is loaded; the next owner of the queue goes on where it stopped.
type dispatcher struct {
	app    *app
	until  context.Context
	unload context.CancelFunc
	jobs   chan string
}

// Start is called by the first request for a queue.
func (d *dispatcher) Start() {
	go d.dispatch()
}

func (d *dispatcher) dispatch() {
	ctx := d.until
next:
	for ctx.Err() == nil {
		select {
		case name, ok := <-d.jobs:
			if !ok {
				break next
			}
			for ctx.Err() == nil {
				one, cancel := context.WithTimeout(ctx, time.Second)
				err := d.app.insert(one, "dispatched", name)
				cancel()
				if err == nil {
					continue next
				}
				if !errors.Is(err, context.DeadlineExceeded) {
					return
				}
				time.Sleep(time.Second)
			}
			return
		case <-ctx.Done():
			return
		}
	}
}

type queues struct {
	app    *app
	mu     sync.Mutex
	loaded map[string]*dispatcher
}

func (q *queues) of(name string) *dispatcher {
	q.mu.Lock()
	defer q.mu.Unlock()
	d := q.loaded[name]
	if d == nil {
		ctx, cancel := context.WithCancel(context.Background())
		d = &dispatcher{app: q.app, until: ctx, unload: cancel, jobs: make(chan string, 100)}
		q.loaded[name] = d
		d.Start()
	}
	return d
}

func (q *queues) drop(name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if d := q.loaded[name]; d != nil {
		d.unload()
		delete(q.loaded, name)
	}
}

func (q *queues) add(c *gin.Context) {
	q.of(c.Param("queue")).jobs <- c.Param("name")
	c.Status(http.StatusAccepted)
}

func (q *queues) leave(c *gin.Context) {
	q.drop(c.Param("queue"))
	c.Status(http.StatusNoContent)
}
