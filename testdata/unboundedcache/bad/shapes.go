package bad

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/IBM/sarama"
	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/stats"
)

// A limiter for each rule, in a map of the package, and in each a bucket for each address.

type bucket struct{ left int }

type ruleLimiter struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

var limiterOfRule = map[string]*ruleLimiter{}

func newRuleLimiter() *ruleLimiter { return &ruleLimiter{buckets: map[string]*bucket{}} }

func (l *ruleLimiter) take(addr string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[addr]
	if b == nil {
		b = &bucket{left: 10}
		l.buckets[addr] = b // want "buckets only grows"
	}
	b.left--
	return b.left >= 0
}

type Guard struct{ ruleName string }

func (g Guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l := limiterOfRule[g.ruleName]
	if l == nil {
		l = newRuleLimiter()
		limiterOfRule[g.ruleName] = l
	}
	if !l.take(r.RemoteAddr) {
		w.WriteHeader(http.StatusTooManyRequests)
	}
}

// A handler that nobody in sight makes, without a lock.

type Feed struct{ readers map[string]int }

func (f *Feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.readers[r.Header.Get("X-Reader")]++ // want "readers only grows"
}

// What is counted is compared with a limit, and how many are counted is not.

type Quota struct {
	mu       sync.Mutex
	limit    int
	requests map[string]int
}

func NewQuota(limit int) *Quota { return &Quota{limit: limit, requests: map[string]int{}} }

func (q *Quota) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q.mu.Lock()
		q.requests[r.RemoteAddr]++ // want "requests only grows"
		over := q.requests[r.RemoteAddr] > q.limit
		q.mu.Unlock()
		if over {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// How many there are is shown, and that is all.

var (
	devicesMu sync.Mutex
	devices   = map[string]time.Time{}
	known     = prometheus.NewGauge(prometheus.GaugeOpts{Name: "devices"})
)

func Device(w http.ResponseWriter, r *http.Request) {
	devicesMu.Lock()
	defer devicesMu.Unlock()
	devices[r.URL.Query().Get("device")] = time.Now() // want "devices only grows"
	known.Set(float64(len(devices)))
}

// Old entries are not used again, and are not let go of either.

type Answers struct {
	mu   sync.RWMutex
	made map[string]answer
}

type answer struct {
	text string
	at   time.Time
}

func NewAnswers() *Answers { return &Answers{made: map[string]answer{}} }

func (a *Answers) Get(w http.ResponseWriter, r *http.Request) {
	q := r.FormValue("q")
	a.mu.RLock()
	old, ok := a.made[q]
	a.mu.RUnlock()
	if !ok || time.Since(old.at) > time.Minute {
		a.put(q, answer{text: "42", at: time.Now()})
	}
}

func (a *Answers) put(q string, v answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.made[q] = v // want "made only grows"
}

// Behind an interface.

type store interface{ Save(id string, v []byte) }

type table struct {
	sync.Mutex
	rows map[string][]byte
}

func (t *table) Save(id string, v []byte) {
	t.Lock()
	defer t.Unlock()
	t.rows[id] = v // want "rows only grows"
}

type Notes struct{ store store }

func NewNotes() *Notes { return &Notes{store: &table{rows: map[string][]byte{}}} }

func (n *Notes) Put(w http.ResponseWriter, r *http.Request) { n.store.Save(r.PathValue("id"), nil) }

// A call of gRPC, messages of a consumer group, another framework.

type Health struct {
	healthpb.UnimplementedHealthServer
	asked sync.Map
}

func (h *Health) Check(ctx context.Context, in *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	h.asked.LoadOrStore(in.GetService(), time.Now()) // want "asked only grows"
	return &healthpb.HealthCheckResponse{}, nil
}

func Register(s *grpc.Server) { healthpb.RegisterHealthServer(s, &Health{}) }

type Orders struct{ handled map[string]bool }

func NewOrders() *Orders { return &Orders{handled: map[string]bool{}} }

func (o *Orders) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (o *Orders) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (o *Orders) ConsumeClaim(s sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for m := range claim.Messages() {
		o.handled[string(m.Key)] = true // want "handled only grows"
		s.MarkMessage(m, "")
	}
	return nil
}

func Consumes(ctx context.Context, g sarama.ConsumerGroup) error {
	return g.Consume(ctx, []string{"orders"}, NewOrders())
}

type seenBy struct{ ids []string }

var seen = &seenBy{}

func Fiber(c *fiber.Ctx) error {
	seen.ids = append(seen.ids, c.Params("id")) // want "ids only grows"
	return c.SendStatus(fiber.StatusNoContent)
}

// Entries of another map of the same type are deleted.

type Presence struct {
	mu            sync.Mutex
	online, heard map[string]bool
}

func NewPresence() *Presence { return &Presence{online: map[string]bool{}, heard: map[string]bool{}} }

func (p *Presence) Join(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.online[r.RemoteAddr] = true
	p.heard[r.RemoteAddr] = true // want "heard only grows"
}

func (p *Presence) Leave(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.online, r.RemoteAddr)
}

// A clock adds, too.

type Load struct {
	mu      sync.Mutex
	samples []float64
}

func NewLoad() *Load { return &Load{} }

func (l *Load) Watch(ctx context.Context, read func() float64) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			l.mu.Lock()
			l.samples = append(l.samples, read()) // want "samples only grows: each tick may add to it"
			l.mu.Unlock()
		}
	}
}

// A memo that nothing but its name tells of.

var shortCache = map[string]string{}

func Short(text string) string {
	if s, ok := shortCache[text]; ok {
		return s
	}
	s := text[:min(len(text), 10)]
	shortCache[text] = s // want "shortCache only grows: each call may add to it"
	return s
}

// The outer map has few keys, those of the inner ones are without end.

var byKind = map[string]map[string]int{}

func count(kind, id string) {
	if byKind[kind] == nil {
		byKind[kind] = map[string]int{}
	}
	byKind[kind][id]++ // want "byKind only grows"
}

func Count(w http.ResponseWriter, r *http.Request) { count("view", r.RemoteAddr) }

// Moved out of a queue that requests fill: what is done with stays.

type Outbox struct {
	mu   sync.Mutex
	open map[string]string
	sent map[string]string
}

func NewOutbox() *Outbox { return &Outbox{open: map[string]string{}, sent: map[string]string{}} }

func (o *Outbox) Post(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.open[r.PathValue("id")] = r.FormValue("text")
}

func (o *Outbox) Deliver(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	id := r.PathValue("id")
	o.sent[id] = o.open[id] // want "sent only grows"
	delete(o.open, id)
}

// A library has it, and calls its methods.

type peers struct {
	mu     sync.Mutex
	begun  map[string]time.Time
	served *sync.Map
}

func (p *peers) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context {
	p.note(ctx)
	return ctx
}

func (p *peers) HandleRPC(context.Context, stats.RPCStats) {}

func (p *peers) TagConn(ctx context.Context, in *stats.ConnTagInfo) context.Context {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begun[in.RemoteAddr.String()] = time.Now() // want "begun only grows"
	return ctx
}

func (p *peers) HandleConn(context.Context, stats.ConnStats) {}

func (p *peers) note(ctx context.Context) {
	if who, ok := peer.FromContext(ctx); ok {
		p.served.Store(who.Addr, true) // want "served only grows"
	}
}

func newPeers() stats.Handler { return &peers{begun: map[string]time.Time{}, served: new(sync.Map)} }

func Measured() *grpc.Server { return grpc.NewServer(grpc.StatsHandler(newPeers())) }
