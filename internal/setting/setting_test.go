package setting

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNone(t *testing.T) {
	var s *Settings
	assert.False(t, s.Listed("softdelete", "purged", "a"))
	assert.False(t, s.Replica([]string{"a"}))
	assert.Empty(t, s.Key())
	assert.Equal(t, 10, s.Number("overfetch", "min-columns"))
	empty, err := New(nil, nil, nil, "[]")
	require.NoError(t, err)
	assert.Empty(t, empty.Key())
	assert.Nil(t, Current())
}

func TestSet(t *testing.T) {
	options := map[string]map[string]any{
		"softdelete": {"purged": []any{"sessions", "tmp_*", "(*Mirror).Load"}},
		"overfetch":  {"min-columns": uint64(20)},
	}
	s, err := New(options, []string{"*Replica"}, []Service{{Name: "a"}}, "a")
	require.NoError(t, err)
	for name, want := range map[string]bool{
		"sessions": true, "public.Sessions": true, "`shop`.`sessions`": true, `"sessions"`: true, "tmp_x": true, "(*Mirror).Load": true,
		"sessions2": false, "x_tmp_": false, "": false, "(*Mirror)xLoad": false,
	} {
		assert.Equal(t, want, s.Listed("softdelete", "purged", name), name)
	}
	assert.False(t, s.Listed("missingindex", "small-tables", "sessions"), "each rule has its own")
	assert.Equal(t, 20, s.Number("overfetch", "min-columns"))
	assert.True(t, s.Replica([]string{"db", "readreplica"}))
	assert.False(t, s.Replica([]string{"db"}))

	same, err := New(options, []string{"*Replica"}, []Service{{Name: "a"}}, "a")
	require.NoError(t, err)
	assert.Equal(t, s.Key(), same.Key())
	other, err := New(options, []string{"*Replica"}, []Service{{Name: "a"}}, "b")
	require.NoError(t, err)
	assert.NotEqual(t, s.Key(), other.Key())
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		rule, name string
		value      any
		want       string
	}{
		{"overfetch", "min-columns", 3, ""},
		{"overfetch", "min-columns", float64(3), ""},
		{"overfetch", "min-columns", 3.5, "want a whole number"},
		{"overfetch", "min-columns", -1, "want a whole number"},
		{"overfetch", "min-columns", "3", "want a whole number"},
		{"overfetch", "max-columns", 3, "want one of min-columns"},
		{"softdelete", "purged", "a", "want a list of names"},
		{"softdelete", "purged", []any{1}, "want a list of names"},
		{"nplusone", "x", 1, "the rule has no options"},
	} {
		_, err := Check(c.rule, c.name, c.value)
		if c.want == "" {
			assert.NoError(t, err)
		} else {
			assert.ErrorContains(t, err, c.want)
		}
		_, err = New(map[string]map[string]any{c.rule: {c.name: c.value}}, nil, nil, "")
		assert.Equal(t, c.want == "", err == nil)
	}
}

func TestTable(t *testing.T) {
	for _, bad := range []string{"a b names\n", "a b: x\n", "a b list: x\n", "a b number: x\n", "a b number ten: x\n", "a b names 3: x\n"} {
		_, err := parse(bad)
		assert.Error(t, err, bad)
	}
	seen := map[[2]string]bool{}
	for _, o := range Options() {
		assert.False(t, seen[[2]string{o.Rule, o.Name}], "%s %s is there twice", o.Rule, o.Name)
		seen[[2]string{o.Rule, o.Name}] = true
		assert.NotEmpty(t, o.Doc)
	}
	assert.NotEmpty(t, seen)
}

func TestUse(t *testing.T) {
	defer Use(nil)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			s, err := New(nil, []string{"a"}, nil, "")
			if assert.NoError(t, err) {
				Use(s)
				assert.True(t, Current().Replica([]string{"A"}))
			}
		})
	}
	wg.Wait()
}
