package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// patience is how long a run stays silent before it tells how far it is.
const patience = time.Second

// progress shows one line on a terminal while a run takes long. The zero value shows nothing.
type progress struct {
	mu          sync.Mutex
	w           io.Writer
	done, total int
	shown       bool
	quit        chan struct{}
	ended       sync.WaitGroup
}

// newProgress returns a progress line on w if it is a terminal.
func newProgress(w io.Writer) *progress {
	p := &progress{quit: make(chan struct{})}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return p
	}
	p.w = w
	p.ended.Add(1)
	go func() {
		defer p.ended.Done()
		wait := time.NewTimer(patience)
		defer wait.Stop()
		for {
			select {
			case <-p.quit:
				return
			case <-wait.C:
				p.draw()
				wait.Reset(patience / 5)
			}
		}
	}()
	return p
}

// update takes over the counts; it is what the driver calls.
func (p *progress) update(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.total = done, total
}

func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = true
	if p.total == 0 {
		fmt.Fprint(p.w, "\r\x1b[Kloading packages")
		return
	}
	fmt.Fprintf(p.w, "\r\x1b[Kreading packages: %d of %d", p.done, p.total)
}

// stop removes the line.
func (p *progress) stop() {
	close(p.quit)
	p.ended.Wait()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
