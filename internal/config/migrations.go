package config

// Migrations names the database and the tool of a directory of migrations.
type Migrations struct {
	Dir     string `yaml:"dir" json:"dir" jsonschema:"minLength=1,description=The directory\\, relative to this file."`
	Dialect string `yaml:"dialect,omitempty" json:"dialect,omitempty" jsonschema:"enum=postgresql,enum=mysql,enum=sqlite,description=The database that runs them."`
	Tool    string `yaml:"tool,omitempty" json:"tool,omitempty" jsonschema:"enum=golang-migrate,enum=goose,enum=dbmate,enum=sql-migrate,enum=tern,enum=atlas,enum=pop,enum=bun,enum=flyway,enum=rambler,enum=sqlc,description=The tool that runs them."`
}

// Dialects and MigrationTools list the values of dialect and tool.
var (
	Dialects       = []string{"postgresql", "mysql", "sqlite"}
	MigrationTools = []string{"golang-migrate", "goose", "dbmate", "sql-migrate", "tern", "atlas", "pop", "bun", "flyway", "rambler", "sqlc"}
)

func (d *decoder) migrations(list []Migrations) {
	for i, m := range list {
		if m.Dir == "" {
			d.Fail(d.At("migrations", i), "migrations without dir")
		}
		d.oneOf(m.Dialect, Dialects, "migrations", i, "dialect")
		d.oneOf(m.Tool, MigrationTools, "migrations", i, "tool")
	}
}
