package revision

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"
)

// checkout is a git repository in a directory of its own.
type checkout struct {
	t   *testing.T
	dir string
}

func newCheckout(t *testing.T) checkout {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GOWORK", "")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	c := checkout{t, filepath.Join(dir, "repo")}
	require.NoError(t, os.Mkdir(c.dir, 0o755))
	c.git("init", "-q", "-b", "main")
	c.git("config", "user.email", "dev@example.com")
	c.git("config", "user.name", "Dev")
	return c
}

func (c checkout) git(args ...string) string {
	c.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = c.dir
	out, err := cmd.CombinedOutput()
	require.NoError(c.t, err, "%v: %s", args, out)
	return strings.TrimSpace(string(out))
}

// write adds the files of a txtar archive; names are relative to the repository.
func (c checkout) write(archive string) {
	c.t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(c.dir, f.Name)
		require.NoError(c.t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(c.t, os.WriteFile(name, f.Data, 0o644))
	}
}

func (c checkout) commit(archive string) string {
	c.t.Helper()
	c.write(archive)
	c.git("add", "-A")
	c.git("commit", "-q", "--allow-empty", "-m", "change")
	return c.git("rev-parse", "HEAD")
}

func (c checkout) take(rev string) *Snapshot {
	c.t.Helper()
	r, err := Find(c.t.Context(), c.dir, rev)
	require.NoError(c.t, err)
	s, err := r.Take(c.t.Context())
	require.NoError(c.t, err)
	c.t.Cleanup(func() { assert.NoError(c.t, s.Close()) })
	return s
}

// content returns a file of a snapshot, or "-" for one that is not there.
func content(s *Snapshot, name string) string {
	b, err := os.ReadFile(filepath.Join(s.Dir, name))
	if err != nil {
		return "-"
	}
	return string(b)
}

func TestTake(t *testing.T) {
	c := newCheckout(t)
	old := c.commit("-- go.mod --\nmodule m\n-- a/a.go --\npackage a\n-- gone.go --\npackage m\n-- .gitignore --\n*.gen.go\nvendor/\n-- notes.txt --\n" + strings.Repeat("x", large+1))
	require.NoError(t, os.Remove(filepath.Join(c.dir, "gone.go")))
	c.commit("-- a/a.go --\npackage a // changed\n")
	c.write("-- a/a.go --\npackage a // not committed\n-- new.go --\npackage m\n-- z.gen.go --\npackage m // generated\n-- vendor/v/v.gen.go --\npackage v\n")

	s := c.take("HEAD~1")
	assert.Equal(t, old, s.Commit)
	assert.Equal(t, "package a\n", content(s, "a/a.go"))
	assert.Equal(t, "package m\n", content(s, "gone.go"))
	assert.Equal(t, "-", content(s, "new.go"), "what is not committed is new")
	assert.Equal(t, "package m // generated\n", content(s, "z.gen.go"), "what git ignores is as it is now")
	assert.Equal(t, "-", content(s, "vendor/v/v.gen.go"))
	assert.Empty(t, content(s, "notes.txt"), "large files that are no code are there, but empty")
	assert.Empty(t, s.Notes)
	assert.Equal(t, filepath.Join(c.dir, "a", "a.go"), s.Real(filepath.Join(s.Dir, "a", "a.go")))
	now, err := os.ReadFile(filepath.Join(c.dir, "a", "a.go"))
	require.NoError(t, err)
	assert.Equal(t, "package a // not committed\n", string(now), "the checkout is left alone")

	base := s.base
	require.NoError(t, s.Close())
	assert.NoDirExists(t, base)
}

func TestSubdirectory(t *testing.T) {
	c := newCheckout(t)
	c.commit("-- sub/go.mod --\nmodule m\n-- sub/a.go --\npackage m\n")
	c.dir = filepath.Join(c.dir, "sub")
	s := c.take("HEAD")
	assert.Equal(t, "package m\n", content(s, "a.go"))
	assert.Equal(t, c.dir, s.Real(s.Dir))
}

func TestFork(t *testing.T) {
	c := newCheckout(t)
	fork := c.commit("-- a.go --\npackage a\n")
	c.git("checkout", "-q", "-b", "feature")
	c.commit("-- b.go --\npackage a\n")
	c.git("checkout", "-q", "main")
	tip := c.commit("-- c.go --\npackage a\n")
	c.git("checkout", "-q", "feature")
	assert.Equal(t, tip, c.take("main").Commit)
	assert.Equal(t, fork, c.take("main...").Commit)
	c.git("tag", "-a", "v1", "-m", "v1", "main")
	assert.Equal(t, tip, c.take("v1").Commit, "a tag stands for its commit")
}

func TestUnknownRevision(t *testing.T) {
	c := newCheckout(t)
	c.commit("-- a.go --\npackage a\n")
	c.git("update-ref", "refs/remotes/origin/trunk", "HEAD")
	for rev, want := range map[string]string{
		"nowhere":        `revision "nowhere" is not in this repository`,
		"nowhere...":     `revision "nowhere" is not in this repository`,
		"trunk":          `revision "trunk" is not in this repository; did you mean origin/trunk?`,
		"":               `"" is not a revision`,
		"...":            `"..." is not a revision`,
		"--all":          `"--all" is not a revision`,
		"HEAD:a.go":      `revision "HEAD:a.go" is not in this repository`,
		"main; rm -rf /": `revision "main; rm -rf /" is not in this repository`,
	} {
		_, err := Find(t.Context(), c.dir, rev)
		assert.EqualError(t, err, want)
	}
	_, err := Find(t.Context(), t.TempDir(), "HEAD")
	assert.EqualError(t, err, "it needs a git repository, and there is none here")

	clone := filepath.Join(t.TempDir(), "clone")
	c.commit("-- b.go --\npackage a\n")
	c.git("clone", "-q", "--depth", "1", "file://"+c.dir, clone)
	_, err = Find(t.Context(), clone, "HEAD~1")
	assert.ErrorContains(t, err, `"HEAD~1" is not in this repository: this clone has part of the history only`)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Find(ctx, c.dir, "HEAD")
	assert.ErrorIs(t, err, context.Canceled)
}

func TestPartialClone(t *testing.T) {
	c := newCheckout(t)
	c.git("config", "uploadpack.allowFilter", "true")
	c.commit("-- a.go --\npackage a\n")
	c.commit("-- a.go --\npackage a // now\n")
	clone := filepath.Join(t.TempDir(), "clone")
	c.git("clone", "-q", "--filter=blob:none", "file://"+c.dir, clone)
	c.dir = clone
	assert.Equal(t, "package a // now\n", content(c.take("HEAD"), "a.go"), "the checkout has fetched it")
	r, err := Find(t.Context(), clone, "HEAD~1")
	require.NoError(t, err)
	_, err = r.Take(t.Context())
	assert.ErrorContains(t, err, "this clone has part of the objects only: fetch those of the revision first")
}

// TestPlaces takes revisions from where git finds a repository in other ways.
func TestPlaces(t *testing.T) {
	c := newCheckout(t)
	c.commit("-- sub/a.go --\npackage a\n")
	tree := filepath.Join(filepath.Dir(c.dir), "tree")
	c.git("worktree", "add", "-q", tree, "-b", "other")
	link := filepath.Join(filepath.Dir(c.dir), "link")
	require.NoError(t, os.Symlink(tree, link))
	t.Setenv("GIT_DIR", "nowhere") // as hooks set it
	t.Setenv("GIT_INDEX_FILE", "nowhere")
	for _, dir := range []string{tree, link, filepath.Join(link, "sub")} {
		r, err := Find(t.Context(), dir, "main")
		require.NoError(t, err, dir)
		s, err := r.Take(t.Context())
		require.NoError(t, err, dir)
		assert.FileExists(t, s.At(filepath.Join(tree, "sub", "a.go")), dir)
		assert.DirExists(t, s.Dir)
		require.NoError(t, s.Close())
	}
}

func TestCheckoutElsewhere(t *testing.T) {
	c := newCheckout(t)
	c.commit("-- a.go --\npackage a\n")
	for _, dir := range []string{filepath.Dir(c.dir), t.TempDir()} {
		c.git("config", "core.worktree", dir)
		_, err := Find(t.Context(), c.dir, "HEAD")
		assert.Error(t, err, dir)
	}
}

// TestNothingIsRun puts a program into every place of the configuration that git would run one from.
func TestNothingIsRun(t *testing.T) {
	c := newCheckout(t)
	marker := filepath.Join(t.TempDir(), "marker")
	program := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho \"$0 $*\" >>"+marker+"\ncat\n"), 0o755))
	c.commit("-- .gitattributes --\n* filter=evil diff=evil merge=evil\n-- a.go --\npackage a\n")
	for _, kv := range [][2]string{
		{"core.fsmonitor", program}, {"core.hooksPath", filepath.Dir(program)}, {"core.pager", program}, {"core.sshCommand", program}, {"core.gitProxy", program},
		{"core.editor", program}, {"core.askPass", program}, {"filter.evil.clean", program}, {"filter.evil.smudge", program}, {"filter.evil.process", program},
		{"diff.evil.textconv", program}, {"diff.external", program}, {"merge.evil.driver", program}, {"credential.helper", program}, {"gpg.program", program},
		{"pager.ls-tree", program}, {"alias.ls-tree", "!" + program}, {"alias.cat-file", "!" + program}, {"uploadpack.packObjectsHook", program},
		{"extensions.partialClone", "origin"}, {"remote.origin.url", "ssh://nowhere.invalid/x"}, {"remote.origin.promisor", "true"}, {"remote.origin.uploadpack", program},
	} {
		c.git("config", kv[0], kv[1])
	}
	for _, hook := range []string{"post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"} {
		require.NoError(t, os.WriteFile(filepath.Join(c.dir, ".git", "hooks", hook), []byte("#!/bin/sh\necho "+hook+" >>"+marker+"\n"), 0o755))
	}
	require.NoError(t, os.RemoveAll(marker)) // git config itself may have run some
	s := c.take("HEAD")
	assert.Equal(t, "package a\n", content(s, "a.go"), "contents are as they are stored")
	assert.NoFileExists(t, marker)

	// An object that is missing is not fetched.
	blob := c.git("rev-parse", "HEAD:a.go")
	require.NoError(t, os.Remove(filepath.Join(c.dir, ".git", "objects", blob[:2], blob[2:])))
	require.NoError(t, os.RemoveAll(marker))
	r, err := Find(t.Context(), c.dir, "HEAD")
	require.NoError(t, err)
	_, err = r.Take(t.Context())
	assert.Error(t, err)
	assert.NoFileExists(t, marker)
}

// TestEscapes has names and links in the tree that lead out of it.
func TestEscapes(t *testing.T) {
	c := newCheckout(t)
	secret := filepath.Join(filepath.Dir(c.dir), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("secret"), 0o644))
	c.commit("-- d/e/a.go --\npackage e\n")
	for name, target := range map[string]string{"abs": secret, "up": "../secret", "d/e/root": "../..", "chain": "d/e/root/../secret", "good.go": "d/e/a.go"} {
		require.NoError(t, os.Symlink(target, filepath.Join(c.dir, name)))
	}
	c.commit("")
	s := c.take("HEAD")
	assert.Equal(t, "package e\n", content(s, "good.go"))
	for _, name := range []string{"abs", "up", "chain"} {
		_, err := os.Lstat(filepath.Join(s.Dir, name))
		assert.ErrorIs(t, err, os.ErrNotExist, name)
	}
	assert.NoDirExists(t, filepath.Join(s.Dir, ".git"), "tools would take settings from it")

	// Trees that git would not write itself.
	blob := c.git("rev-parse", "HEAD:d/e/a.go")
	for _, name := range []string{".git", ".GIT", ".hg"} {
		tree := c.mktree("100644 blob " + blob + "\tconfig")
		top := c.mktree("040000 tree " + tree + "\t" + name)
		commit := c.git("commit-tree", "-m", "x", top)
		s = c.take(commit)
		assert.NoFileExists(t, filepath.Join(s.Dir, name, "config"))
	}
}

func (c checkout) mktree(line string) string {
	c.t.Helper()
	cmd := exec.Command("git", "mktree")
	cmd.Dir, cmd.Stdin = c.dir, strings.NewReader(line+"\n")
	out, err := cmd.Output()
	require.NoError(c.t, err)
	return strings.TrimSpace(string(out))
}

func TestOutside(t *testing.T) {
	c := newCheckout(t)
	parent := filepath.Dir(c.dir)
	for name, text := range map[string]string{"lib/go.mod": "module lib\n", "members/w/go.mod": "module w\n", "lib/.git/config": "x", "lib/node_modules/x.js": "x", "lib/sub/big.txt": strings.Repeat("x", large+1), "go.work": "go 1.25\n\nuse (\n\t./repo\n\t./members/w\n)\n"} {
		name = filepath.Join(parent, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	c.commit("-- go.mod --\nmodule m\n\ngo 1.25\n\nrequire lib v0.0.0\n\nreplace lib => ../lib\n\nreplace sub => ./sub\n\nreplace gone => ../gone\n-- sub/go.mod --\nmodule sub\n")
	s := c.take("HEAD")
	assert.Equal(t, "module lib\n", content(s, "../lib/go.mod"))
	assert.Equal(t, "module w\n", content(s, "../members/w/go.mod"))
	assert.Empty(t, content(s, "../lib/sub/big.txt"))
	for _, name := range []string{"../lib/.git/config", "../lib/node_modules/x.js"} {
		assert.Equal(t, "-", content(s, name))
	}
	assert.Contains(t, content(s, "../go.work"), "./members/w")
	assert.NoDirExists(t, filepath.Join(parent, "gone"))
	assert.Equal(t, []string{
		filepath.Join(parent, "lib") + " lies outside of the repository and is taken as it is now",
		filepath.Join(parent, "gone") + " lies outside of the repository and is left out: there is no module",
		filepath.Join(parent, "members", "w") + " lies outside of the repository and is taken as it is now",
	}, s.Notes)
	assert.Empty(t, s.Env)

	t.Setenv("GOWORK", filepath.Join(parent, "go.work"))
	s = c.take("HEAD")
	assert.Equal(t, []string{"GOWORK=" + filepath.Join(s.base, parent, "go.work")}, s.Env)
	t.Setenv("GOWORK", "off")
	assert.Empty(t, c.take("HEAD").Env)
}

func TestSubmodule(t *testing.T) {
	lib := newCheckout(t)
	lib.commit("-- lib.go --\npackage lib\n")
	c := newCheckout(t)
	c.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", lib.dir, "third/lib")
	c.commit("-- a.go --\npackage a\n")
	s := c.take("HEAD")
	assert.Equal(t, "package lib\n", content(s, "third/lib/lib.go"))
	assert.Equal(t, []string{"submodule third/lib is taken as it is now"}, s.Notes)
	require.NoError(t, os.RemoveAll(filepath.Join(c.dir, "third")))
	s = c.take("HEAD")
	assert.Equal(t, []string{"submodule third/lib is left out: it is not checked out"}, s.Notes)
}
