package rule

// NewWithSyntax returns a rule of scope Program that judges packages by their summaries with check, and by their syntax and types with syntax. syntax
// sees what a rule of scope Package sees.
func NewWithSyntax(name string, check, syntax func(*Pass)) *Rule {
	r := New(name, check)
	r.CheckSyntax = syntax
	return r
}

// Syntax returns what judges the syntax of a package, nil for rules that see summaries only.
func (r *Rule) Syntax() func(*Pass) {
	if r.Scope == Package {
		return r.Check
	}
	return r.CheckSyntax
}
