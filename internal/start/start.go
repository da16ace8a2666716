// Package start writes what a project needs to begin with prodlint: a configuration and a step for CI. The texts are a function of what was found
// in the project.
package start

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Project is what is known of a project before its code is read.
type Project struct {
	// Go is the version that go.mod names, "1.25.1"; empty where it names none.
	Go string
	// Dir is the directory of the module or workspace in the checkout, with slashes; "." or empty for its root.
	Dir string
	// Migrations describes the sets of migrations whose database is known, Unclear are the directories of the others.
	Migrations, Unclear []string
}

// File is a file to write.
type File struct{ Name, Text string }

const schema = "https://raw.githubusercontent.com/prodlint/prodlint/main/docs/config.schema.json"

// Config returns a configuration that changes nothing, with what may be changed as comments.
func Config(p Project) string {
	var b strings.Builder
	b.WriteString("# yaml-language-server: $schema=" + schema + `
version: 1

# default has stable rules at warning and error, strict their info findings too, all preview rules too.
preset: default

# The least severity that makes the command exit with 1: error, warning or info.
fail-on: warning

# Files whose findings are dropped, relative to this file.
# exclude: ["internal/legacy/**"]

# Rules switched for some paths.
# overrides:
#   - paths: ["cmd/admin/**"]
#     disable: [missingtimeout]

# What functions of your own libraries do, in the words of prodlint's table of libraries.
# catalog: |
#   (*example.com/kit/db.Handle).Run  query ctx=0 sql=1
`)
	if len(p.Unclear) > 0 {
		b.WriteString("\n# The files do not tell which database these migrations are for: postgresql, mysql or sqlite.\n# migrations:\n")
		for _, dir := range p.Unclear {
			fmt.Fprintf(&b, "#   - {dir: %s, dialect: postgresql}\n", strconv.Quote(dir))
		}
	}
	return b.String()
}

// GitLabFile is where the job for GitLab is written.
const GitLabFile = ".gitlab/prodlint.yml"

// Server returns the CI server of a checkout by the files of theirs that it has: "github", "gitlab", or "none".
func Server(fsys fs.FS) string {
	has := func(name string) bool { _, err := fs.Stat(fsys, name); return err == nil }
	switch {
	case has(".github"):
		return "github"
	case has(".gitlab-ci.yml"), has(".gitlab"):
		return "gitlab"
	}
	return "none"
}

// CI returns the name, from the root of the checkout, and text of a file that runs a version of prodlint on what is to be merged, for a server that
// Server names. For "none" the name is empty.
func CI(server, version string, p Project) (name, text string) {
	switch server {
	case "github":
		return ".github/workflows/prodlint.yml", github(version, p)
	case "gitlab":
		return GitLabFile, gitlab(version, p)
	}
	return "", ""
}

// below returns the directory of the project where it is not the root of the checkout.
func (p Project) below() string {
	if p.Dir == "." {
		return ""
	}
	return p.Dir
}

func github(version string, p Project) string {
	gomod, where := "go.mod", ""
	if dir := p.below(); dir != "" {
		gomod, where = dir+"/go.mod", "    defaults:\n      run:\n        working-directory: "+strconv.Quote(dir)+"\n"
	}
	return `# prodlint on pull requests: what they add is annotated in the diff.
name: prodlint
on: [pull_request]
permissions:
  contents: read
jobs:
  prodlint:
    runs-on: ubuntu-latest
` + where + `    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # --new-from compares with the base
      - uses: actions/setup-go@v5
        with:
          go-version-file: ` + strconv.Quote(gomod) + `
      - uses: actions/cache@v4
        with:
          path: ~/.cache/prodlint
          key: prodlint-${{ github.sha }}
          restore-keys: prodlint-
      - name: Install prodlint
        run: go install github.com/prodlint/prodlint/cmd/prodlint@v` + version + `
        env:
          GOTOOLCHAIN: auto # the project may use an older Go than prodlint is built with
      - name: Run prodlint
        run: prodlint --format github --new-from "origin/${GITHUB_BASE_REF}..." ./...
`
}

func gitlab(version string, p Project) string {
	cd, report := "", "gl-code-quality-report.json"
	if dir := p.below(); dir != "" {
		cd, report = "    - cd '"+strings.ReplaceAll(dir, "'", `'\''`)+"'\n", dir+"/"+report
	}
	return `# prodlint on merge requests: what they add is shown in the widget of the merge request.
prodlint:
  stage: test
  image: golang:1.26
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0" # --new-from compares with the base
    PRODLINT_CACHE: $CI_PROJECT_DIR/.cache/prodlint
  cache:
    key: prodlint
    paths: [.cache/prodlint]
  script:
` + cd + `    - go install github.com/prodlint/prodlint/cmd/prodlint@v` + version + `
    - prodlint --format gitlab -o gl-code-quality-report.json --new-from "$CI_MERGE_REQUEST_DIFF_BASE_SHA" ./...
  artifacts:
    when: always
    reports:
      codequality: ` + strconv.Quote(report) + `
`
}
