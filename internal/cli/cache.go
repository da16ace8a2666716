package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/cache"
)

// cacheFlags say where results are kept, and how many.
type cacheFlags struct {
	CacheDir  string `placeholder:"DIR" help:"Keep results of runs in DIR, in place of $$PRODLINT_CACHE or prodlint in the user's cache directory."`
	CacheSize string `placeholder:"SIZE" help:"Keep no more than this (500MB, 2GiB); what was not used for the longest time goes first. Default: $$PRODLINT_CACHE_SIZE or 1GiB."`
}

// cacheOff is the value of PRODLINT_CACHE that keeps nothing.
const cacheOff = "off"

// dir returns the directory of the cache, and whether somebody named it; "" where there is none.
func (c *cacheFlags) dir(p Process) (dir string, named bool) {
	switch env := p.Getenv("PRODLINT_CACHE"); {
	case c.CacheDir != "":
		return c.CacheDir, true
	case env == cacheOff:
		return "", true
	case env != "":
		return env, true
	}
	dir, err := cache.DefaultDir()
	if err != nil {
		return "", false
	}
	return dir, false
}

// size returns how many bytes to keep; 0 is the default. The directory is shared by all code that a user works on, so it is the user who
// says: there is no key for it in the configuration of a repository.
func (c *cacheFlags) size(p Process) (int64, error) {
	text, from := c.CacheSize, "--cache-size"
	if text == "" {
		text, from = p.Getenv("PRODLINT_CACHE_SIZE"), "PRODLINT_CACHE_SIZE"
	}
	n, err := parseSize(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", from, err)
	}
	return n, nil
}

// store opens the cache. Without a place for it, nothing is kept; a place that somebody named must be one.
func (c *cacheFlags) store(p Process) (*cache.Store, error) {
	limit, err := c.size(p)
	if err != nil {
		return nil, err
	}
	dir, named := c.dir(p)
	if dir == "" {
		return nil, nil
	}
	s, err := cache.Open(dir, limit)
	if err != nil && named {
		return nil, fmt.Errorf("the cache cannot be used: %w (--no-cache runs without)", err)
	}
	if err != nil {
		return nil, nil
	}
	return s, nil
}

// units of sizes, longest names first.
var units = []struct {
	name  string
	bytes float64
}{{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"b", 1}, {"", 1}}

// parseSize reads a number of bytes as people write it; "" is 0.
func parseSize(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	for _, u := range units {
		number, ok := strings.CutSuffix(strings.ToLower(text), u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err == nil && n*u.bytes >= 1 && n*u.bytes < math.MaxInt64 {
			return int64(n * u.bytes), nil
		}
		break
	}
	return 0, fmt.Errorf("%q is no size: want one such as 500MB or 2GiB", text)
}

// formatSize writes a number of bytes with one decimal.
func formatSize(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

type cacheCmd struct {
	Action string `arg:"" enum:"path,clean,stats" help:"path: print the directory. clean: remove what is kept. stats: tell how much is kept."`
	Format string `enum:"text,json" default:"text" placeholder:"FORMAT" help:"text or json (of stats)."`
	cacheFlags
}

// cacheJSON is prodlint cache stats --format json. Keys are only ever added.
type cacheJSON struct {
	Dir     string `json:"dir"`
	Entries int    `json:"entries"`
	Bytes   int64  `json:"bytes"`
}

func (c *cacheCmd) run(w io.Writer, p Process) error {
	dir, _ := c.dir(p)
	if dir == "" {
		return errors.New("there is no cache: PRODLINT_CACHE is off, or the user has no cache directory")
	}
	s, err := cache.At(dir)
	if err != nil {
		return err
	}
	if c.Action == "path" {
		_, err := fmt.Fprintln(w, s.Dir())
		return err
	}
	act := s.Stats
	if c.Action == "clean" {
		act = s.Clean
	}
	st, err := act()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	entries := strconv.Itoa(st.Entries) + " entries"
	if st.Entries == 1 {
		entries = "1 entry"
	}
	switch {
	case c.Action == "clean":
		_, err = fmt.Fprintf(w, "removed %s (%s)\n", entries, formatSize(st.Bytes))
	case c.Format == "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		err = enc.Encode(cacheJSON{s.Dir(), st.Entries, st.Bytes})
	default:
		_, err = fmt.Fprintf(w, "%s\n%s, %s\n", s.Dir(), entries, formatSize(st.Bytes))
	}
	return err
}
