package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func open(t *testing.T, limit int64) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "a", "cache"), limit)
	require.NoError(t, err)
	return s
}

func key(parts ...string) Key {
	h := NewHash("test")
	h.Add(parts...)
	return h.Key()
}

func TestPutAndGet(t *testing.T) {
	s := open(t, 0)
	for i, value := range [][]byte{{}, []byte("x"), bytes.Repeat([]byte("long "), 1e5)} {
		k := key(fmt.Sprint(i))
		_, ok := s.Get(k)
		assert.False(t, ok)
		require.NoError(t, s.Put(k, value))
		got, ok := s.Get(k)
		assert.True(t, ok)
		assert.True(t, bytes.Equal(value, got))
		require.NoError(t, s.Put(k, value), "again")
	}
	again, err := Open(s.Dir(), 0)
	require.NoError(t, err)
	_, ok := again.Get(key("1"))
	assert.True(t, ok, "another process sees it")
	st, err := again.Stats()
	require.NoError(t, err)
	assert.Equal(t, Stats{3, int64(3*headerSize + 1 + 5e5)}, st)
}

func TestNilStore(t *testing.T) {
	var s *Store
	_, ok := s.Get(key())
	assert.False(t, ok)
	assert.NoError(t, s.Put(key(), nil))
	assert.NoError(t, s.Trim())
}

func TestKeys(t *testing.T) {
	assert.NotEqual(t, key("ab", "c"), key("a", "bc"))
	assert.NotEqual(t, key(), key(""))
	assert.NotEqual(t, NewHash("a").Key(), NewHash("b").Key())
	h := NewHash("test")
	h.AddKey(key("x"))
	assert.NotEqual(t, key(), h.Key())
	assert.Regexp(t, "^[0-9a-f]{64}$", h.Key().String())
}

// TestTorn: an entry that is not whole, or not what was asked for, is not there; writing it again repairs it.
func TestTorn(t *testing.T) {
	s := open(t, 0)
	k, value := key("torn"), []byte(strings.Repeat("value ", 20))
	require.NoError(t, s.Put(k, value))
	whole, err := os.ReadFile(s.file(k))
	require.NoError(t, err)
	miss := func(data []byte, why string, args ...any) {
		require.NoError(t, os.WriteFile(s.file(k), data, 0o600))
		got, ok := s.Get(k)
		assert.False(t, ok, append([]any{why}, args...)...)
		assert.Nil(t, dropped(got, ok))
	}
	for i := range whole {
		miss(whole[:i], "cut off at %d", i)
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		miss(changed, "changed at %d", i)
	}
	miss(append(bytes.Clone(whole), 0), "longer")
	require.NoError(t, s.Put(key("other"), value))
	other, err := os.ReadFile(s.file(key("other")))
	require.NoError(t, err)
	miss(other, "the entry of another key")
	require.NoError(t, s.Put(k, value))
	_, ok := s.Get(k)
	assert.True(t, ok)
}

func dropped(value []byte, ok bool) []byte {
	if !ok {
		return nil
	}
	return value
}

func TestForeignFiles(t *testing.T) {
	s := open(t, 0)
	k := key("foreign")
	require.NoError(t, os.MkdirAll(s.file(k), 0o700)) // a directory in the place of an entry
	_, ok := s.Get(k)
	assert.False(t, ok)
	assert.Error(t, s.Put(k, nil))
	left, err := filepath.Glob(filepath.Join(s.Dir(), "*", tempPrefix+"*"))
	require.NoError(t, err)
	assert.Empty(t, left, "what could not be put in its place is removed")

	mine := filepath.Join(s.Dir(), "notes.txt")
	require.NoError(t, os.WriteFile(mine, []byte("mine"), 0o600))
	require.NoError(t, s.Put(key("a"), []byte("a")))
	st, err := s.Clean()
	require.NoError(t, err)
	assert.Equal(t, 1, st.Entries)
	assert.FileExists(t, mine)
	_, ok = s.Get(key("a"))
	assert.False(t, ok)
}

// TestTrim: what was not used for the longest time goes first.
func TestTrim(t *testing.T) {
	s := open(t, 10*(100+int64(headerSize)))
	clock := time.Now().Add(-24 * time.Hour)
	s.now = func() time.Time { return clock }
	name := func(i int) Key { return key(fmt.Sprint(i)) }
	for i := range 12 {
		require.NoError(t, s.Put(name(i), make([]byte, 100)))
		at := clock.Add(time.Duration(i-100) * time.Hour)
		require.NoError(t, os.Chtimes(s.file(name(i)), at, at))
	}
	_, ok := s.Get(name(0)) // the oldest is used again
	require.True(t, ok)
	temp := filepath.Join(filepath.Dir(s.file(name(11))), tempPrefix+"1")
	require.NoError(t, os.WriteFile(temp, nil, 0o600))
	require.NoError(t, os.Chtimes(temp, clock, clock))

	require.NoError(t, s.Trim())
	for i := range 12 {
		_, err := os.Stat(s.file(name(i)))
		assert.Equal(t, i == 0 || i > 4, err == nil, "entry %d", i)
	}
	assert.FileExists(t, temp, "another process may be writing it")

	for i := range 12 {
		require.NoError(t, s.Put(name(i), make([]byte, 100)))
	}
	require.NoError(t, s.Trim())
	st, err := s.Stats()
	require.NoError(t, err)
	assert.Equal(t, 12, st.Entries, "it was looked after a short while ago")
	clock = clock.Add(trimEvery + abandoned)
	require.NoError(t, s.Trim())
	st, err = s.Stats()
	require.NoError(t, err)
	assert.Equal(t, 8, st.Entries)
	assert.NoFileExists(t, temp)
}

func TestSmallStoreIsNotTrimmed(t *testing.T) {
	s := open(t, 1000)
	require.NoError(t, s.Put(key("a"), make([]byte, 850)))
	require.NoError(t, s.Trim())
	_, ok := s.Get(key("a"))
	assert.True(t, ok, "more than four fifths, but not more than the limit")
}

// TestManyAtOnce: readers see whole entries or none while others write and remove them.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Open(dir, 0)
			if !assert.NoError(t, err) {
				return
			}
			for i := range 100 {
				k := key(fmt.Sprint(i % 7))
				want := bytes.Repeat([]byte{byte(i % 7)}, 2000)
				if got, ok := s.Get(k); ok {
					assert.True(t, bytes.Equal(want, got))
				}
				assert.NoError(t, s.Put(k, want))
				if i%50 == 49 {
					_, err := s.Stats()
					assert.NoError(t, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestPlacesThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := Open(filepath.Join(file, "cache"), 0)
	assert.Error(t, err)
	_, err = Open(file, 0)
	assert.Error(t, err)
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("LocalAppData", "")
	_, err = DefaultDir()
	assert.Error(t, err)
}

// FuzzDecode: whatever stands in the file of an entry, its value is the one that was written or none.
func FuzzDecode(f *testing.F) {
	k := key("fuzz")
	f.Add(encode(k, []byte("value")))
	f.Add(encode(key("other"), []byte("value")))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		if value, ok := decode(k, data); ok {
			assert.Equal(t, data, encode(k, value))
		}
	})
}
