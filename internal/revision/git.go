package revision

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// repository is a git checkout.
type repository struct {
	top string // its root, links resolved
}

// command prepares a git command that runs nothing but git: no hook, file system monitor, pager or filter that the configuration of the
// repository names, and no transport to fetch what a partial clone lacks. Only commands that read objects are used besides: those never
// convert contents.
func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	args = append([]string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull}, args...)
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX": // set by hooks, for another directory maybe
		default:
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "PWD="+dir, "LC_ALL=C", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
	return cmd
}

// git runs a command and returns what it prints. An error holds the first line that git says.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := command(ctx, dir, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	return string(out), explain(ctx, err, stderr.String())
}

// explain makes an error of a git command readable.
func explain(ctx context.Context, err error, stderr string) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return errors.New("the git command is not in PATH")
	}
	for line := range strings.Lines(stderr) {
		if strings.HasPrefix(line, "warning:") || strings.HasPrefix(line, "git: warning:") {
			continue
		}
		if line = strings.TrimSpace(strings.TrimPrefix(line, "fatal:")); line != "" {
			return errors.New("git: " + line)
		}
	}
	return fmt.Errorf("git: %w", err)
}

// open finds the checkout around a directory.
func open(ctx context.Context, dir string) (*repository, error) {
	out, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		if strings.Contains(err.Error(), "not a git repository") {
			return nil, errors.New("it needs a git repository, and there is none here")
		}
		return nil, err
	}
	top := filepath.FromSlash(strings.TrimSuffix(out, "\n"))
	// The configuration of the repository may say that its checkout is elsewhere, to have other files read.
	if _, err := os.Lstat(filepath.Join(top, ".git")); err != nil || !within(top, dir) {
		return nil, errors.New("the git repository has its checkout elsewhere")
	}
	return &repository{top: top}, nil
}

// resolve returns the commit that a revision names. "REV..." is where HEAD branched off from REV.
func (r *repository) resolve(ctx context.Context, rev string) (string, error) {
	name, fork := strings.CutSuffix(rev, "...")
	if strings.TrimSpace(name) == "" || strings.HasPrefix(name, "-") {
		return "", fmt.Errorf("%q is not a revision", rev)
	}
	out, err := git(ctx, r.top, "rev-parse", "--verify", "--quiet", name+"^{commit}")
	if err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", r.unknown(ctx, name)
	}
	commit := strings.TrimSpace(out)
	if !fork {
		return commit, nil
	}
	if out, err = git(ctx, r.top, "merge-base", commit, "HEAD"); err != nil {
		return "", fmt.Errorf("%s and HEAD have no common ancestor%s", name, r.shallow(ctx))
	}
	return strings.TrimSpace(out), nil
}

// unknown is the error for a revision that is not there.
func (r *repository) unknown(ctx context.Context, name string) error {
	hint := r.shallow(ctx)
	if out, err := git(ctx, r.top, "for-each-ref", "--format=%(refname:short)", "refs/remotes/*/"+name); err == nil && strings.TrimSpace(out) != "" {
		hint = "; did you mean " + strings.Join(strings.Fields(out), ", ") + "?"
	}
	return fmt.Errorf("revision %q is not in this repository%s", name, hint)
}

func (r *repository) shallow(ctx context.Context) string {
	if out, err := git(ctx, r.top, "rev-parse", "--is-shallow-repository"); err == nil && strings.TrimSpace(out) == "true" {
		return ": this clone has part of the history only, fetch the rest (git fetch --unshallow; fetch-depth: 0 in GitHub Actions)"
	}
	return ""
}

// missing explains why objects cannot be read. git itself would fetch those that a partial clone lacks, by programs that the repository names.
func (r *repository) missing(ctx context.Context, err error) error {
	if out, _ := git(ctx, r.top, "config", "--get-regexp", `^remote\..*\.promisor$`); ctx.Err() == nil && strings.Contains(out, "true") {
		return errors.New("this clone has part of the objects only: fetch those of the revision first (git fetch --refetch --no-filter does)")
	}
	return err
}

// object is an entry of a tree.
type object struct {
	mode, hash, path string
	size             int64
}

// tree lists a commit.
func (r *repository) tree(ctx context.Context, commit string) ([]object, error) {
	out, err := git(ctx, r.top, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
	if err != nil {
		return nil, r.missing(ctx, err)
	}
	var list []object
	for line := range strings.SplitSeq(out, "\x00") {
		head, path, ok := strings.Cut(line, "\t")
		words := strings.Fields(head)
		if !ok || len(words) != 4 {
			continue
		}
		o := object{mode: words[0], hash: words[2], path: path}
		o.size, _ = strconv.ParseInt(words[3], 10, 64) // "-" for a submodule
		list = append(list, o)
	}
	return list, nil
}

// ignored lists the Go files and workspace files of the checkout that git is told to ignore: they are generated, or local settings.
func (r *repository) ignored(ctx context.Context) ([]string, error) {
	out, err := git(ctx, r.top, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", "*.go", ":(glob)**/go.work", ":(glob)**/go.work.sum",
		":(exclude,glob)**/vendor/**", ":(exclude,glob)**/node_modules/**")
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(out, func(c rune) bool { return c == 0 }), nil
}

// contents reads objects in order and hands out their contents.
func (r *repository) contents(ctx context.Context, objects []object, each func(object, []byte) error) error {
	if len(objects) == 0 {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := command(ctx, r.top, "cat-file", "--batch")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return explain(ctx, err, "")
	}
	go func() {
		w := bufio.NewWriter(in)
		for _, o := range objects {
			_, _ = w.WriteString(o.hash + "\n") // git says what it did not get
		}
		_ = w.Flush()
		_ = in.Close()
	}()
	read := func() error {
		rd := bufio.NewReaderSize(out, 1<<16)
		for _, o := range objects {
			head, err := rd.ReadString('\n')
			if err != nil {
				return fmt.Errorf("%s cannot be read: %w", o.path, err)
			}
			words := strings.Fields(head)
			if len(words) != 3 {
				return r.missing(ctx, fmt.Errorf("%s is missing in the repository", o.path))
			}
			size, err := strconv.ParseInt(words[2], 10, 64)
			if err != nil {
				return fmt.Errorf("%s cannot be read: %w", o.path, err)
			}
			data := make([]byte, size+1)
			if _, err := io.ReadFull(rd, data); err != nil {
				return fmt.Errorf("%s cannot be read: %w", o.path, err)
			}
			if err := each(o, data[:size]); err != nil {
				return err
			}
		}
		return nil
	}
	err = read()
	if err != nil {
		cancel()
	}
	werr := cmd.Wait()
	if err == nil && werr != nil {
		err = explain(ctx, werr, stderr.String())
	}
	return err
}
