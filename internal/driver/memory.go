package driver

import (
	"bytes"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/wire"
)

// What a run keeps for later ones, from the whole to the parts:
//
//	run      the result, by everything that went in: files, settings, rules
//	graph    the packages and the export data of what they import, by the heads of files and what else the go command looks at
//	package  findings and suppressions of a package, its API and the name of its summary, by its files and the APIs of what it imports
//	summary  a summary, by its content
//	rule     what a rule that judges the whole found, by all summaries
//
// Nothing that went wrong is kept: what does not load or type-check is looked at anew every time, and so is what imports it.

// memory is what is kept of runs with the same tool and settings. A nil memory knows nothing and keeps nothing.
type memory struct {
	store *cache.Store
	base  cache.Key        // tool and settings that everything depends on
	in    *inputs          // nil where the whole cannot be told
	graph func() cache.Key // set with in
	// unsaved says that the run is over text that is not saved.
	unsaved bool
}

// newMemory returns the memory of a run, or nil without a cache.
func newMemory(env *environment, opts *Options) *memory {
	tool, err := toolID()
	if opts.Cache == nil || env.external || err != nil {
		return nil
	}
	h := cache.NewHash("prodlint")
	h.Add(tool, os.Getenv("GODEBUG"), strconv.FormatBool(opts.Tests))
	h.Add(opts.catalog().Added()...)
	h.Add("", opts.Settings.Key())
	if opts.Settings != nil && len(opts.Settings.Services) > 0 {
		h.Add(env.rel(opts.Settings.Dir))
	}
	m := &memory{store: opts.Cache, base: h.Key(), unsaved: len(opts.Overlay) > 0}
	if m.in, err = takeInputs(env, opts); err != nil {
		m.in = nil
		return m
	}
	m.graph = sync.OnceValue(func() cache.Key { // who recalls the whole does not ask
		return m.key("graph", func(h *cache.Hash) {
			m.place(h, env, opts)
			m.in.heads(h)
		})
	})
	return m
}

// key starts a key with what everything depends on.
func (m *memory) key(kind string, add func(h *cache.Hash)) cache.Key {
	h := cache.NewHash(kind)
	h.AddKey(m.base)
	add(h)
	return h.Key()
}

// place adds which packages are asked for, and how the go command finds and builds them.
func (m *memory) place(h *cache.Hash, env *environment, opts *Options) {
	h.Add(env.rel(env.dir), env.rel(env.work), strconv.Itoa(len(opts.Patterns)))
	h.Add(opts.Patterns...)
	h.Add(env.flags...)
	h.Add("")
	h.Add(env.vars...)
}

// runKey is the key of the result of the whole.
func (m *memory) runKey(env *environment, opts *Options) cache.Key {
	return m.key("run", func(h *cache.Hash) {
		m.place(h, env, opts)
		for _, r := range opts.Rules {
			h.Add(r.Name)
		}
		h.Add("")
		for _, mig := range opts.Migrations {
			h.Add(env.rel(mig.Dir), mig.Dialect, mig.Tool)
		}
		h.Add("")
		m.in.whole(h)
	})
}

// recall reads an entry into v.
func (m *memory) recall(k cache.Key, v any) bool {
	if m == nil {
		return false
	}
	data, ok := m.store.Get(k)
	return ok && wire.Unmarshal(data, v) == nil
}

// keep writes an entry. That it cannot be written is of no concern: it will be worked out again.
func (m *memory) keep(k cache.Key, v any) {
	if m == nil {
		return
	}
	if data, err := wire.Marshal(v); err == nil {
		_ = m.store.Put(k, data)
	}
}

// keepOfAll is keep for what was made of the whole program. What was made of text that is not saved is not kept: the next keystroke makes another.
func (m *memory) keepOfAll(k cache.Key, v any) {
	if m != nil && !m.unsaved {
		m.keep(k, v)
	}
}

// storedRun is what is kept of a Result.
type storedRun struct {
	Findings        []Finding
	Dirs            []string
	Whole           bool
	Packages, Files int
}

// recallRun returns the result of an earlier run over the same files.
func (m *memory) recallRun(env *environment, opts *Options) *Result {
	var s storedRun
	if m == nil || m.in == nil || opts.Linked != nil || !m.recall(m.runKey(env, opts), &s) {
		return nil
	}
	return &Result{Root: env.root, Findings: s.Findings, Complete: true, Dirs: s.Dirs, Whole: s.Whole,
		Stats: Stats{Packages: s.Packages, Files: s.Files, Cached: s.Packages}}
}

// keepRun keeps a result without errors if no file has changed since it was read.
func (m *memory) keepRun(env *environment, opts *Options, res *Result) {
	if m == nil || m.in == nil || m.unsaved || len(res.Errors) > 0 || !res.Complete || !m.in.unchanged() {
		return
	}
	m.keep(m.runKey(env, opts), &storedRun{res.Findings, res.Dirs, res.Whole, res.Stats.Packages, res.Stats.Files})
}

// sumOf returns the hash of a file as it is read in this run.
func (r *run) sumOf(name string) (cache.Key, bool) {
	if data, ok := r.opts.Overlay[name]; ok {
		return cache.Sum(data), true
	}
	if r.mem.in != nil {
		if f := r.mem.in.byAbs[name]; f != nil && f.data != nil {
			return f.sum, true
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return cache.Key{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[name] = data // what is hashed is what is parsed
	return cache.Sum(data), true
}

// syntaxRules returns the names of the rules that judge syntax.
func syntaxRules(rules []*rule.Rule) []string {
	var names []string
	for _, r := range rules {
		if r.Syntax() != nil {
			names = append(names, r.Name)
		}
	}
	return names
}

// toolID identifies this build of prodlint: by the identity that the linker gave it, which is a hash of what it was linked from, or by its bytes.
var toolID = sync.OnceValues(func() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 {
		return "", err
	}
	if id := buildID(head[:n]); id != "" {
		return id, nil
	}
	all, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	sum := cache.Sum(all)
	return hex.EncodeToString(sum[:]), nil
})

// buildID finds the build identity at the head of an executable, where "go tool buildid" finds it: behind a mark of cmd/link, or in the note
// section of ELF files. It has four hashes: of how the program was linked and of what came out, and likewise for package main.
func buildID(head []byte) string {
	for _, mark := range []string{"\xff Go build ID: \"", "Go\x00\x00"} {
		for rest := head; ; {
			_, after, ok := bytes.Cut(rest, []byte(mark))
			if !ok {
				break
			}
			rest = after
			id, _, _ := bytes.Cut(after[:min(len(after), 200)], []byte{'"'})
			id, _, _ = bytes.Cut(id, []byte{0})
			if parts := strings.Split(string(id), "/"); len(parts) == 4 && !slices.ContainsFunc(parts, func(p string) bool { return len(p) != 20 }) {
				return string(id)
			}
		}
	}
	return ""
}

// exportName returns the name of a file in the go command's cache relative to it. Such names are hashes of the content.
func (e *environment) exportName(file string) (string, bool) {
	rel, err := filepath.Rel(e.gocache, file)
	if err != nil || e.gocache == "" {
		return "", false
	}
	rel = filepath.ToSlash(rel)
	hash, isData := strings.CutSuffix(filepath.Base(file), "-d")
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != len(cache.Key{}) || !isData || rel != hash[:2]+"/"+hash+"-d" {
		return "", false
	}
	return rel, true
}
