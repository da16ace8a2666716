// Package doctor says what prodlint sees of a workspace and what it does not: packages that do not load, libraries that the table does not know,
// routers that are not read, migrations of an unknown database, configuration that has no effect.
package doctor

import "slices"

// Report is what prodlint doctor tells. Its JSON form only ever gains keys.
type Report struct {
	Version int    `json:"version"` // of this format
	Tool    string `json:"tool"`
	Go      string `json:"go"`
	// Modules are those of the workspace.
	Modules   []string   `json:"modules"`
	Config    Config     `json:"config"`
	Cache     Cache      `json:"cache"`
	Packages  Packages   `json:"packages"`
	Libraries []Library  `json:"libraries"`
	Entries   Entries    `json:"entries"`
	Databases []Database `json:"databases"`
	// Services are those that the configuration names.
	Services []Service `json:"services"`
	// Elsewhere are directories of modules below the root that are not part of the workspace.
	Elsewhere []string `json:"elsewhere"`
}

// Config is what holds of the configuration.
type Config struct {
	File   string `json:"file"` // relative to the root where it lies there; empty where there is none
	Preset string `json:"preset"`
	Rules  int    `json:"rules"` // that run somewhere
	Of     int    `json:"of"`    // that there are
	// Mistakes keep the file from being read, Idle entries have no effect.
	Mistakes []string `json:"mistakes"`
	Idle     []string `json:"idle"`
}

// Cache is where results are kept.
type Cache struct {
	Dir     string `json:"dir"` // empty where nothing is kept
	Entries int    `json:"entries"`
	Bytes   int64  `json:"bytes"`
	Size    string `json:"-"`
	Problem string `json:"problem"`
}

// Packages are the packages of the workspace.
type Packages struct {
	Read  int `json:"read"`
	Files int `json:"files"`
	// Failed says what did not load or type-check.
	Failed []string `json:"failed"`
	// LeftOut are files that build constraints leave out.
	LeftOut []string `json:"leftOut"`
}

// Library is a module that code of the workspace imports.
type Library struct {
	Module  string `json:"module"`
	Version string `json:"version"`
	// State is one of the constants below.
	State string `json:"state"`
	// Packages are those that code imports, Unknown those of them that the table has no line about.
	Packages []string `json:"packages"`
	Unknown  []string `json:"unknown"`
	// Use is what programs use a library for that is known to matter and not read: router, rpc, database, cache, broker, scheduler.
	Use string `json:"use"`
	// Reaches are packages of the standard library through which it can leave the process.
	Reaches []string `json:"reaches"`
	// Calls is how many calls of unknown packages the code makes, Called the functions that are called most.
	Calls  int      `json:"calls"`
	Called []string `json:"called"`
}

// The states of a library.
const (
	Known   = "known"   // the table has lines about each package that is imported
	Partly  = "partly"  // about some of them
	Unknown = "unknown" // about none
)

// Matters reports whether what is not known of a library may hide findings: it is used for something that rules ask about, or it can leave the
// process.
func (l *Library) Matters() bool { return l.State != Known && (l.Use != "" || len(l.Reaches) > 0) }

// Entries are the places where the program is entered.
type Entries struct {
	Kinds []Count `json:"kinds"`
	// Open is how many routes have a part of their path, or their handler, that is not known.
	Open int `json:"open"`
	// Unread says where routes are registered that are not read.
	Unread []string `json:"unread"`
	// Cut says that the search for routes ended early.
	Cut bool `json:"cut"`
}

// Count is a kind of entries and how many there are.
type Count struct {
	Kind string `json:"kind"`
	N    int    `json:"n"`
}

// Database is a set of migrations, or a driver without any.
type Database struct {
	Dir     string `json:"dir"` // of the migrations; empty for a driver
	Tool    string `json:"tool"`
	Dialect string `json:"dialect"` // empty where it is not known
	Why     string `json:"why"`     // where the dialect is known from
	Driver  string `json:"driver"`  // the package of a driver
	Files   int    `json:"files"`
	Tables  int    `json:"tables"`
	// Problems are statements that could not be replayed, Notes what was not read.
	Problems []string `json:"problems"`
	Notes    []string `json:"notes"`
}

// Service is a service that the configuration names.
type Service struct {
	Name     string   `json:"name"`
	Packages []string `json:"packages"` // that match
}

// Incomplete reports whether something that prodlint should read could not be read.
func (r *Report) Incomplete() bool {
	return len(r.Packages.Failed) > 0 || r.Entries.Cut || slices.ContainsFunc(r.Databases, func(d Database) bool { return d.Dir != "" && (d.Dialect == "" || len(d.Problems) > 0) })
}

// Clean replaces nil lists by empty ones, which are [] in JSON.
func (r *Report) Clean() {
	for _, list := range []*[]string{&r.Modules, &r.Config.Mistakes, &r.Config.Idle, &r.Packages.Failed, &r.Packages.LeftOut, &r.Entries.Unread, &r.Elsewhere} {
		empty(list)
	}
	empty(&r.Libraries)
	empty(&r.Entries.Kinds)
	empty(&r.Databases)
	empty(&r.Services)
	for i := range r.Libraries {
		l := &r.Libraries[i]
		for _, list := range []*[]string{&l.Packages, &l.Unknown, &l.Reaches, &l.Called} {
			empty(list)
		}
	}
	for i := range r.Databases {
		empty(&r.Databases[i].Problems)
		empty(&r.Databases[i].Notes)
	}
	for i := range r.Services {
		empty(&r.Services[i].Packages)
	}
}

func empty[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}
