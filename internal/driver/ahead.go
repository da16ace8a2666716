package driver

import (
	"bytes"
	"context"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// exportsAhead asks for the export data of what the files of the main module import, while the go command still lists packages: both calls take
// their time, and neither keeps all cores busy. The channel gives files by import path. What is missing there, r.exports asks for; it is nil
// where it cannot be told beforehand which files belong to the packages that are asked for.
func (r *run) exportsAhead(ctx context.Context) <-chan map[string]string {
	if r.mem == nil || r.mem.in == nil || !r.mem.in.single || r.opts.Tests || r.opts.Patience < 0 || r.env.dir != r.env.root || !slices.Equal(r.opts.Patterns, []string{"./..."}) {
		return nil
	}
	wanted := r.mem.in.importsOutside(&r.opts)
	if len(wanted) == 0 {
		return nil
	}
	out := make(chan map[string]string, 1)
	go func() {
		files := map[string]string{}
		cfg := r.env.config(ctx, &r.opts)
		cfg.Mode = packages.NeedName | packages.NeedExportFile
		if pkgs, err := packages.Load(cfg, wanted...); err == nil { // the call that follows tells what is wrong
			for _, p := range pkgs {
				files[p.ID] = p.ExportFile
			}
		}
		out <- files
	}()
	return out
}

// importsOutside returns the packages outside the main module that its files import by name, as far as the files are built. Those with a path
// of the standard library that nobody has are among them.
func (in *inputs) importsOutside(opts *Options) []string {
	where := build.Default
	where.GOOS, where.GOARCH, where.CgoEnabled = in.env.setting("GOOS"), in.env.setting("GOARCH"), in.env.setting("CGO_ENABLED") == "1"
	where.BuildTags = opts.Tags
	seen := map[string]bool{}
	for _, f := range in.files {
		if f.data == nil || f.foreign || strings.HasSuffix(f.name, "_test.go") {
			continue
		}
		where.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.data)), nil }
		if built, err := where.MatchFile(filepath.Dir(f.abs), filepath.Base(f.abs)); err != nil || !built {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.name, f.data, parser.ImportsOnly|parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, imp := range file.Imports {
			path, err := strconv.Unquote(imp.Path.Value)
			if err != nil || path == "C" || path == "unsafe" || imp.Name != nil && imp.Name.Name == "_" || path == in.module || strings.HasPrefix(path, in.module+"/") || strings.HasPrefix(path, ".") {
				continue
			}
			seen[path] = true
		}
	}
	return sortedKeys(seen)
}

// setting returns a setting of the go command.
func (e *environment) setting(name string) string {
	for _, v := range e.vars {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}
