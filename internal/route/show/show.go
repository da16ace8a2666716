// Package show writes the routes of a program as text, JSON, CSV, HTML or a Mermaid diagram.
package show

import (
	"fmt"

	"github.com/prodlint/prodlint/internal/term"
)

// Place is where something stands: a file relative to the root of the workspace, and a line.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// String returns "file:line", or "" where the place is not known.
func (p Place) String() string {
	if p.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Row is one entry of a program with what a run of it costs. It is the JSON contract of prodlint routes; keys are only ever added.
type Row struct {
	Kind    string   `json:"kind"`
	Methods []string `json:"methods"` // empty: all
	Path    string   `json:"path"`
	Below   bool     `json:"below,omitempty"` // paths below are answered, too
	Handler string   `json:"handler"`
	At      Place    `json:"at"`         // of the handler
	Reg     Place    `json:"registered"` // of the registration
	// Reads, Writes, Calls and Publishes are sums such as "2 + 3×posts"; "0" is none.
	Reads     string `json:"reads"`
	Writes    string `json:"writes"`
	Calls     string `json:"calls"`
	Publishes string `json:"publishes"`
	// Unknown says that calls may cost more that are not seen into; Guessed that an interface was resolved by what most implementations do.
	Unknown int  `json:"unknown"`
	Guessed bool `json:"guessed"`
	// Unbounded are calls without a time limit, Held those that run while a transaction is open.
	Unbounded  int          `json:"withoutTimeout"`
	Held       int          `json:"inTransaction"`
	Worst      []Hop        `json:"worst"` // the way to what costs most
	Middleware []Middleware `json:"middleware"`
	Findings   []Finding    `json:"findings"`
	Open       []string     `json:"open"` // what is not known, in words
	Risk       int          `json:"risk"`
	Name       string       `json:"name"`
}

// Hop is one call on the way to a cost.
type Hop struct {
	Place
	Function string `json:"function"`
	Note     string `json:"note"`
}

// Middleware is a function before the handler. What says what it does, where that is known; ByName that its name alone tells.
type Middleware struct {
	Name   string `json:"name"`
	What   string `json:"what,omitempty"`
	ByName bool   `json:"byName,omitempty"`
}

// Finding is a finding that the route reaches.
type Finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Place
}

// Node is a call in the cost tree of a route.
type Node struct {
	Label string // what is called or done
	Place Place
	Cost  string // of the call and everything below it
	Times string // "for each post"; empty: once
	Marks []string
	Below []*Node
}

// Page is what is shown.
type Page struct {
	Rows []Row
	// Notes are what was not read, in words.
	Notes []string
}

// Formats returns the names that Render knows.
func Formats() []string { return []string{"text", "json", "csv", "html", "mermaid"} }

// Render writes rows in a format; an unknown one is an error.
func Render(format string, p Page, style term.Style) ([]byte, error) {
	switch format {
	case "text":
		return []byte(text(p, style)), nil
	case "json":
		return asJSON(p)
	case "csv":
		return asCSV(p)
	case "html":
		return asHTML(p)
	case "mermaid":
		return []byte(mermaid(p)), nil
	}
	return nil, fmt.Errorf("unknown format %q", format)
}
