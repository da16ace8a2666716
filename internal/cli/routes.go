package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/route"
	routeshow "github.com/prodlint/prodlint/internal/route/show"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/term"
)

type routesCmd struct {
	analysis
	Format string `default:"text" placeholder:"FORMAT" help:"text, json, csv, html or mermaid."`
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
	var rows *routeRows
	opts.Linked = func(prog *summary.Program, place func(summary.Pos) summary.Pos) { rows = newRouteRows(prog, place) }
	result, err := c.analyse(ctx, p, opts)
	if err != nil {
		return Usage, err
	}
	for _, e := range result.Errors {
		fmt.Fprintf(p.Stderr, "prodlint: %v\n", reportError(e))
	}
	if rows == nil {
		return Usage, errors.New("no package was read")
	}
	style := p.style(p.Stdout, color)
	if c.Output != "" {
		style = term.Style{Color: color == "always"}
	}
	if c.Route != "" {
		text, err := rows.one(c.Route, style)
		if err != nil {
			return Usage, err
		}
		return (&runCmd{Output: c.Output}).write(out, []byte(report.Redact(text)), exitCode(result, false))
	}
	pg := rows.page(set.filter(result, false))
	text, err := routeshow.Render(c.Format, pg, style)
	if err != nil {
		return Usage, err
	}
	return (&runCmd{Output: c.Output}).write(out, []byte(report.Redact(string(text))), exitCode(result, false))
}

// one writes what a route costs, call by call. The error says that there is no such route, and which are like it.
func (r *routeRows) one(name string, style term.Style) (string, error) {
	fields := strings.Fields(name)
	want := strings.Join(fields, " ")
	var texts, known []string
	for _, e := range r.m.Entries {
		known = append(known, e.Name())
		is := strings.EqualFold(want, e.Name()) || want == e.Path
		if len(fields) == 2 && e.Kind == route.HTTP && !is {
			is = fields[1] == e.Path && (len(e.Methods) == 0 || slices.Contains(e.Methods, strings.ToUpper(fields[0])))
		}
		if is {
			texts = append(texts, routeshow.Tree(r.row(e, nil), r.tree(e.Handler.Func, maxTree), style))
		}
	}
	if len(texts) == 0 {
		return "", unknown("route", want, known)
	}
	return strings.Join(texts, "\n"), nil
}
