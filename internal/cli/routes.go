package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/route"
	routeshow "github.com/prodlint/prodlint/internal/route/show"
	"github.com/prodlint/prodlint/internal/summary"
)

type routesCmd struct {
	analysis
	Format string `default:"text" placeholder:"FORMAT" help:"text or json."`
	Output string `short:"o" placeholder:"FILE" help:"Write to FILE."`
	Route  string `placeholder:"ROUTE" help:"Show what one route does, call by call: 'GET /feed'."`
}

// Help is what kong prints under the summary of the command.
func (*routesCmd) Help() string {
	return `Lists the routes of HTTP routers, the methods of gRPC services, GraphQL resolvers, consumers, scheduled jobs and commands, each with its handler
and what a run of it costs. What is not seen is marked. Nothing is run.

Exit codes: 0 done, 2 wrong usage, 3 some packages could not be read; they are named on stderr.`
}

func (c *routesCmd) run(ctx context.Context, out io.Writer, p Process, color string) (int, error) {
	if !slices.Contains(routeshow.Formats(), c.Format) {
		return Usage, fmt.Errorf("--format is %q: want one of %s", c.Format, strings.Join(routeshow.Formats(), ", "))
	}
	set, err := c.settings(p)
	if err != nil {
		return Usage, err
	}
	opts := c.options(p, set)
	var m *route.Map
	var place func(summary.Pos) summary.Pos
	opts.Linked = func(prog *summary.Program, at func(summary.Pos) summary.Pos) { m, place = route.Of(prog), at }
	result, err := c.analyse(ctx, p, opts)
	if err != nil {
		return Usage, err
	}
	for _, e := range result.Errors {
		fmt.Fprintf(p.Stderr, "prodlint: %v\n", reportError(e))
	}
	var pg routeshow.Page
	if m != nil {
		pg = routesPage(m, place)
	}
	text, err := routeshow.Render(c.Format, pg, p.style(p.Stdout, color))
	if err != nil {
		return Usage, err
	}
	return (&runCmd{Output: c.Output}).write(out, []byte(report.Redact(string(text))), exitCode(result, false))
}

// routesPage describes the entries of a program.
func routesPage(m *route.Map, place func(summary.Pos) summary.Pos) routeshow.Page {
	var pg routeshow.Page
	at := func(p summary.Pos) routeshow.Place {
		p = place(p)
		return routeshow.Place{File: p.File, Line: p.Line}
	}
	for _, e := range m.Entries {
		row := routeshow.Row{Kind: string(e.Kind), Methods: append([]string{}, e.Methods...), Path: e.Path, Below: e.Below, Handler: e.Handler.Name, Reg: at(e.Pos), Name: e.Name(), Open: append([]string{}, e.Open...)}
		if e.Handler.Pos.IsValid() {
			row.At = at(e.Handler.Pos)
		}
		for _, s := range e.Chain {
			row.Middleware = append(row.Middleware, routeshow.Middleware{Name: s.Name, What: s.What, ByName: s.ByName})
		}
		pg.Rows = append(pg.Rows, row)
	}
	for _, u := range m.Unread {
		pg.Notes = append(pg.Notes, fmt.Sprintf("the routes of %s are not read: its registrations are not known (%s)", catalog.ShortName(u.Library), at(u.Call.Call.Pos)))
	}
	return pg
}
