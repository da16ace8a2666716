// Package cache keeps results of earlier runs in a directory of small files.
//
// An entry is found by a key, the hash of everything that its value depends on, so an entry is never wrong: at worst nobody asks for it
// any more. Every entry says what it is, for which key and how long, with a checksum; what is torn, of another version or put there by
// somebody else counts as not there. Entries are written to a file of their own first and renamed, so any number of processes may share
// a directory. Nothing in it is needed: it may be deleted at any time.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// DefaultLimit is how many bytes a cache keeps if it is not told otherwise.
const DefaultLimit = 1 << 30

// magic starts every entry; its last byte is the version of the format.
const magic = "prodlint\x00\x01"

// headerSize is the magic, the key, the length of the value and its checksum.
const headerSize = len(magic) + len(Key{}) + 8 + sha256.Size

// Key names an entry.
type Key [sha256.Size]byte

func (k Key) String() string { return hex.EncodeToString(k[:]) }

// Hash collects what an entry depends on.
type Hash struct{ h hash.Hash }

// NewHash starts a key for entries of a kind.
func NewHash(kind string) *Hash {
	h := &Hash{sha256.New()}
	h.Add(kind)
	return h
}

// Add adds strings. Their lengths are hashed too: "ab", "c" is not "a", "bc".
func (h *Hash) Add(parts ...string) {
	var n [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(n[:], uint64(len(p)))
		h.h.Write(n[:])
		h.h.Write([]byte(p))
	}
}

// AddKey adds another key.
func (h *Hash) AddKey(k Key) { h.h.Write(k[:]) }

// Key returns the key of what was added.
func (h *Hash) Key() Key { return Key(h.h.Sum(nil)) }

// Sum returns the key of data itself.
func Sum(data []byte) Key { return sha256.Sum256(data) }

// Store is a directory of entries. A nil Store is always empty. It is safe for concurrent use, also by several processes.
type Store struct {
	dir   string
	limit int64
	now   func() time.Time
}

// DefaultDir returns the directory that is used if none is named: "prodlint" in the user's cache directory.
// The error says that there is no such place.
func DefaultDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "prodlint"), nil
}

// Open returns the store in a directory, which it makes if it is not there. limit is how many bytes it keeps; 0 means DefaultLimit.
// The error says why entries cannot be written there.
func Open(dir string, limit int64) (*Store, error) {
	s, err := At(dir)
	if err != nil {
		return nil, err
	}
	if dir = s.dir; limit > 0 {
		s.limit = limit
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	// Backups and version control leave it alone.
	if err := writeNew(filepath.Join(dir, "CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n# Results of prodlint. It may be deleted.\n"); err != nil {
		return nil, err
	}
	if err := writeNew(filepath.Join(dir, ".gitignore"), "*\n"); err != nil {
		return nil, err
	}
	return s, nil
}

// At returns the store in a directory that need not be there: to look at it, or to empty it.
func At(dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	return &Store{dir: dir, limit: DefaultLimit, now: time.Now}, err
}

// writeNew writes a file that is not there yet.
func writeNew(name, text string) error {
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	return os.WriteFile(name, []byte(text), 0o600)
}

// Dir returns the absolute directory of the store.
func (s *Store) Dir() string { return s.dir }

func (s *Store) file(k Key) string {
	name := k.String()
	return filepath.Join(s.dir, name[:2], name[2:])
}

// Get returns the value of an entry. ok is false where there is none that can be trusted.
func (s *Store) Get(k Key) (value []byte, ok bool) {
	if s == nil {
		return nil, false
	}
	name := s.file(k)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, false
	}
	value, ok = decode(k, data)
	if ok {
		s.touch(name)
	}
	return value, ok
}

// decode takes the value out of an entry.
func decode(k Key, data []byte) (value []byte, ok bool) {
	if len(data) < headerSize || !bytes.HasPrefix(data, []byte(magic)) {
		return nil, false
	}
	rest, ok := bytes.CutPrefix(data[len(magic):], k[:])
	if !ok || binary.LittleEndian.Uint64(rest) != uint64(len(data)-headerSize) {
		return nil, false
	}
	value = data[headerSize:]
	sum := sha256.Sum256(value)
	return value, bytes.Equal(rest[8:8+sha256.Size], sum[:])
}

func encode(k Key, value []byte) []byte {
	data := make([]byte, 0, headerSize+len(value))
	data = append(append(data, magic...), k[:]...)
	data = binary.LittleEndian.AppendUint64(data, uint64(len(value)))
	sum := sha256.Sum256(value)
	return append(append(data, sum[:]...), value...)
}

// used is how old the time of an entry may be: it is set when the entry is used, but not every time.
const used = time.Hour

// touch notes that an entry was used, for Trim.
func (s *Store) touch(name string) {
	now := s.now()
	if info, err := os.Stat(name); err == nil && now.Sub(info.ModTime()) < used {
		return
	}
	_ = os.Chtimes(name, now, now) // an entry that looks older than it is goes earlier
}

// Put writes an entry. The error is for those who want to tell why nothing is kept; nothing depends on it.
func (s *Store) Put(k Key, value []byte) error {
	if s == nil {
		return nil
	}
	name := s.file(k)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), tempPrefix)
	if err != nil {
		return err
	}
	_, err = tmp.Write(encode(k, value))
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return fmt.Errorf("cache: %w", err)
	}
	return nil
}

// tempPrefix starts the names of entries that are being written.
const tempPrefix = "tmp-"

// Stats tells what a store holds.
type Stats struct {
	Entries int
	Bytes   int64
}

// entry is a file of the store.
type entry struct {
	name string
	size int64
	at   time.Time
	temp bool
}

// entries lists the files of entries. Other files in the directory are none of ours.
func (s *Store) entries() ([]entry, error) {
	dirs, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	var out []entry
	for _, d := range dirs {
		if _, err := hex.DecodeString(d.Name()); err != nil || len(d.Name()) != 2 || !d.IsDir() {
			continue
		}
		files, err := os.ReadDir(filepath.Join(s.dir, d.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process cleans
		}
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			temp := strings.HasPrefix(f.Name(), tempPrefix)
			if _, err := hex.DecodeString(f.Name()); !temp && (err != nil || len(f.Name()) != 2*len(Key{})-2) {
				continue
			}
			if info, err := f.Info(); err == nil && info.Mode().IsRegular() {
				out = append(out, entry{filepath.Join(s.dir, d.Name(), f.Name()), info.Size(), info.ModTime(), temp})
			}
		}
	}
	return out, nil
}
