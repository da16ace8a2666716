// Package veiled writes keys that it makes unreadable elsewhere.
package veiled

import (
	"log"
	"log/slog"
	"net/http"
)

const prefix = "quota-"

type gate struct{ calls map[string]int }

func (g *gate) reset(keyName string) {
	orig := keyName
	rawKey := prefix + keyName
	slog.Info("reset", "inbound", obfuscateKey(orig), "raw", rawKey) // want "is written to a log"
	delete(g.calls, rawKey)
}

func (g *gate) sweep(keys []string) {
	for _, key := range keys {
		log.Println("forgets", key) // want "is written to a log"
		g.forget(key)
	}
}

func (g *gate) forget(keyName string) {
	log.Println("forgotten", obfuscateKey(keyName))
	delete(g.calls, keyName)
}

func obfuscateKey(k string) string {
	if len(k) < 5 {
		return "****"
	}
	return "****" + k[len(k)-4:]
}

// shelf has keys that nobody hides.
type shelf struct{ books map[string]string }

func (s *shelf) put(key, title string) {
	log.Println("puts", key)
	s.books[key] = title
}

func (s *shelf) drop(hiddenKey string) {
	shown := obfuscateKey(hiddenKey)
	log.Println("drops", shown)
	delete(s.books, hiddenKey)
}

func Handle(w http.ResponseWriter, r *http.Request) {
	g := &gate{calls: map[string]int{}}
	g.reset(r.URL.Query().Get("k"))
	g.sweep(r.URL.Query()["k"])
	s := &shelf{books: map[string]string{}}
	s.put(r.URL.Query().Get("isbn"), "x")
	s.drop(r.URL.Query().Get("isbn"))
}
