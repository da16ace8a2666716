package effect

import "sync"

// memo keeps answers. Rules ask on several goroutines; an answer may be worked out twice, for it is the same each time.
type memo[K comparable, V any] struct {
	mu   sync.Mutex
	kept map[K]V
}

// of returns the answer for a key, worked out where it is not kept.
func (m *memo[K, V]) of(key K, work func() V) V {
	m.mu.Lock()
	v, ok := m.kept[key]
	m.mu.Unlock()
	if ok {
		return v
	}
	v = work()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[K]V{}
	}
	m.kept[key] = v
	return v
}
