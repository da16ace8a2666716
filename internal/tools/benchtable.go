package main

import (
	"fmt"
	"slices"
	"strings"
)

// ratio compares two cases of a checkout: the median over the rounds of one divided by the other.
type ratio struct {
	name     string
	of, over string
	value    func(effort) float64
	target   float64 // 0 without one
}

func wall(u effort) float64 { return u.Wall }
func cpu(u effort) float64  { return u.CPU }
func mem(u effort) float64  { return u.Peak }

// ratios are what is asked of prodlint, and what else is good to know.
var ratios = []ratio{
	{"wall, cold / no-op multichecker", cold, noop, wall, 1.5},
	{"CPU, cold / no-op multichecker", cold, noop, cpu, 1.5},
	{"peak memory, cold / no-op multichecker", cold, noop, mem, 1.5},
	{"wall, nothing changed / go list -deps", same, goList, wall, 0.25},
	{"CPU, nothing changed / go list -deps", same, goList, cpu, 0.25},
	{"wall, one body edited / go list -deps", body, goList, wall, 1},
	{"CPU, one body edited / go list -deps", body, goList, cpu, 1},
	{"wall, one call added / go list -deps", flow, goList, wall, 0},
	{"CPU, one call added / go list -deps", flow, goList, cpu, 0},
	{"wall, one signature added / go list -deps", signature, goList, wall, 0},
	{"CPU, one signature added / go list -deps", signature, goList, cpu, 0},
	{"CPU, cold / staticcheck", cold, staticcheck, cpu, 0.125},
	{"CPU, cold / golangci-lint", cold, golangciLint, cpu, 1.0 / 3},
}

// markdown draws the machine and, of every checkout, the medians of the cases and the ratios.
func markdown(r *results) string {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "%s, %s, %d cores", m.System, m.Go, m.Cores)
	if m.Memory > 0 {
		fmt.Fprintf(&b, ", %.0f GiB", m.Memory)
	}
	fmt.Fprintf(&b, "; %s; medians of %d rounds; `--preset %s`", r.Date, r.Rounds, r.Preset)
	if m.Load != "" {
		fmt.Fprintf(&b, "; load average before: %s", m.Load)
	}
	b.WriteString("\n")
	for _, o := range r.Outcomes {
		fmt.Fprintf(&b, "\n### %s\n\n%d packages, %d lines. Edited: `%s`, which %d packages depend on.\n\n", o.Checkout, o.Packages, o.Lines, o.Edited, o.Above)
		if o.Patterns != "" {
			fmt.Fprintf(&b, "Not the whole module: `%s`.\n\n", o.Patterns)
		}
		b.WriteString("| case | wall s | CPU s | peak MiB |\n|---|--:|--:|--:|\n")
		for _, c := range o.Cases {
			name := c.Case
			if c.Note != "" {
				name += " (" + c.Note + ")"
			}
			fmt.Fprintf(&b, "| %s | %.2f | %.2f | %.0f |\n", name, median(c.Runs, wall), median(c.Runs, cpu), median(c.Runs, mem))
		}
		b.WriteString("\n| ratio, paired | median | target |\n|---|--:|--:|\n")
		for _, q := range ratios {
			v, ok := o.ratio(q)
			if !ok {
				continue
			}
			target := ""
			if q.target > 0 {
				target = fmt.Sprintf("%.2f", q.target)
			}
			fmt.Fprintf(&b, "| %s | %.2f | %s |\n", q.name, v, target)
		}
	}
	return b.String()
}

// ratio returns the median of the ratios of the rounds. ok is false where one of the cases was not measured.
func (o *outcome) ratio(q ratio) (v float64, ok bool) {
	of, over := o.runs(q.of), o.runs(q.over)
	var all []float64
	for i := range min(len(of), len(over)) {
		if d := q.value(over[i]); d > 0 {
			all = append(all, q.value(of[i])/d)
		}
	}
	if len(all) == 0 {
		return 0, false
	}
	return middle(all), true
}

func (o *outcome) runs(name string) []effort {
	for _, c := range o.Cases {
		if c.Case == name {
			return c.Runs
		}
	}
	return nil
}

func median(runs []effort, value func(effort) float64) float64 {
	var all []float64
	for _, u := range runs {
		all = append(all, value(u))
	}
	if len(all) == 0 {
		return 0
	}
	return middle(all)
}

// middle returns the median of values, of which there is at least one.
func middle(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
