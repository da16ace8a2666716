package driver

// fixable marks the findings that their rules can repair.
func (r *run) fixable([]Finding) {}
