package within

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tree makes a checkout with links of all kinds beside a directory that is none of its business.
func tree(t *testing.T) (top, root string) {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	top, root = filepath.Join(base, "checkout"), filepath.Join(base, "checkout", "m")
	for _, dir := range []string{filepath.Join(top, ".git"), filepath.Join(top, "shared"), filepath.Join(root, "p"), filepath.Join(base, "private")} {
		require.NoError(t, os.MkdirAll(dir, 0o777))
	}
	for _, file := range []string{filepath.Join(top, "shared", "s.go"), filepath.Join(root, "p", "a.go"), filepath.Join(base, "private", "key.go")} {
		require.NoError(t, os.WriteFile(file, []byte("package p\n"), 0o666))
	}
	for link, to := range map[string]string{
		"p/near.go": "a.go", "p/shared.go": "../../shared/s.go", "p/key.go": "../../../private/key.go", "p/abs.go": filepath.Join(base, "private", "key.go"),
		"p/zero.go": "/dev/zero", "p/gone.go": "nowhere.go", "q": "../../private", "p/loop.go": "loop.go",
	} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Skipf("this system has no symbolic links: %v", err)
		}
	}
	return top, root
}

func TestBoundary(t *testing.T) {
	top, root := tree(t)
	assert.Equal(t, top, Top(filepath.Join(root, "p")))
	for dir, inside := range map[string][]string{top: {"p/a.go", "p/near.go", "p/shared.go"}, root: {"p/a.go", "p/near.go"}} {
		b := New(dir, filepath.Join(root, "nowhere"))
		for _, name := range []string{"p/a.go", "p/near.go", "p/shared.go", "p/key.go", "p/abs.go", "p/zero.go", "p/gone.go", "q/key.go", "p/loop.go", "p"} {
			err := b.Check(filepath.Join(root, filepath.FromSlash(name)))
			if slices.Contains(inside, name) {
				assert.NoError(t, err, name)
				continue
			}
			require.Error(t, err, name)
			assert.NotContains(t, err.Error(), root)
		}
		assert.ErrorContains(t, b.Check(filepath.Join(root, "p", "key.go")), "leads out of the workspace")
		assert.ErrorContains(t, b.Check(filepath.Join(root, "q", "key.go")), "leads out of the workspace")
		assert.ErrorContains(t, b.Check(filepath.Join(root, "p")), "not an ordinary file")
	}
}

func TestReadFile(t *testing.T) {
	_, root := tree(t)
	for _, name := range []string{"p/a.go", "p/near.go"} {
		got, err := ReadFile(root, name)
		require.NoError(t, err)
		assert.Equal(t, "package p\n", string(got))
	}
	for _, name := range []string{"p/shared.go", "p/key.go", "p/abs.go", "p/zero.go", "p/gone.go", "q/key.go", "../shared/s.go", "p/loop.go", "p", "/etc/passwd"} {
		_, err := ReadFile(root, name)
		assert.Error(t, err, name)
	}
}
