package stmt

// Action is one change that a statement makes, or one thing that it does to the session. The concrete types are those of this file.
type Action interface{ isAction() }

// Act makes a type an Action and says where it stands.
type Act struct {
	// Offset is where the action stands in the statement, 0 where the parser does not tell.
	Offset int
}

func (Act) isAction() {}

// CreateTable is CREATE TABLE.
type CreateTable struct {
	Act
	Table       Name
	IfNotExists bool
	Temporary   bool
	Columns     []Column
	Constraints []Constraint
	Indexes     []Index // MySQL: KEY and FULLTEXT KEY within the parentheses
	Like        []Like  // CREATE TABLE … LIKE, LIKE … in the parentheses
	Inherits    []Name
	PartitionOf Name   // empty unless a partition
	PartitionBy string // RANGE, LIST, HASH; empty without
	// Open says that the columns are not all known: AS SELECT, OF type, a virtual table.
	Open bool
	// WithoutRowid is a table of SQLite that is ordered by its primary key, whose columns are NOT NULL then.
	WithoutRowid bool
	// Module is the module of a virtual table of SQLite.
	Module string
}

// Like is a table whose columns are copied, and what is copied with them.
type Like struct {
	Table                                          Name
	Defaults, Identity, Generated, Checks, Indexes bool
}

// DropTable is DROP TABLE, for each of its tables.
type DropTable struct {
	Act
	Table    Name
	IfExists bool
	Cascade  bool
}

// RenameTable is ALTER TABLE … RENAME TO, RENAME TABLE, or ALTER TABLE … SET SCHEMA.
type RenameTable struct {
	Act
	Table    Name
	To       Name
	IfExists bool
	View     bool // a view or materialized view
}

// Place is where MySQL puts a column.
type Place struct {
	First bool
	After string
}

// AddColumn is ALTER TABLE … ADD COLUMN.
type AddColumn struct {
	Act
	Table       Name
	Column      Column
	IfNotExists bool
	Place       Place
}

// DropColumn is ALTER TABLE … DROP COLUMN.
type DropColumn struct {
	Act
	Table    Name
	Column   string
	IfExists bool
	Cascade  bool
}

// RenameColumn is ALTER TABLE … RENAME COLUMN.
type RenameColumn struct {
	Act
	Table      Name
	Column, To string
}

// SetType is ALTER COLUMN … TYPE.
type SetType struct {
	Act
	Table  Name
	Column string
	Type   Type
	Using  *Expr
}

// SetNotNull is ALTER COLUMN … SET NOT NULL.
type SetNotNull struct {
	Act
	Table  Name
	Column string
}

// DropNotNull is ALTER COLUMN … DROP NOT NULL.
type DropNotNull struct {
	Act
	Table  Name
	Column string
}

// SetDefault is ALTER COLUMN … SET DEFAULT, or DROP DEFAULT where Default is nil.
type SetDefault struct {
	Act
	Table   Name
	Column  string
	Default *Expr
}

// SetIdentity is ALTER COLUMN … ADD GENERATED … AS IDENTITY, or DROP IDENTITY where Identity is empty.
type SetIdentity struct {
	Act
	Table    Name
	Column   string
	Identity string
}

// SetGenerated is ALTER COLUMN … SET EXPRESSION, or DROP EXPRESSION where Generated is nil.
type SetGenerated struct {
	Act
	Table     Name
	Column    string
	Generated *Expr
}

// ModifyColumn is MODIFY COLUMN or CHANGE COLUMN of MySQL: the column gets the definition, and its name.
type ModifyColumn struct {
	Act
	Table      Name
	Column     string
	Definition Column
	Place      Place
}

// AddConstraint is ALTER TABLE … ADD CONSTRAINT.
type AddConstraint struct {
	Act
	Table      Name
	Constraint Constraint
}

// DropConstraint is ALTER TABLE … DROP CONSTRAINT, and DROP PRIMARY KEY, FOREIGN KEY and CHECK of MySQL, where Kind says which.
type DropConstraint struct {
	Act
	Table    Name
	Name     string
	Kind     Kind
	IfExists bool
	Cascade  bool
}

// RenameConstraint is ALTER TABLE … RENAME CONSTRAINT.
type RenameConstraint struct {
	Act
	Table    Name
	Name, To string
}

// ValidateConstraint is ALTER TABLE … VALIDATE CONSTRAINT.
type ValidateConstraint struct {
	Act
	Table Name
	Name  string
}

// CreateIndex is CREATE INDEX, or ALTER TABLE … ADD INDEX of MySQL.
type CreateIndex struct {
	Act
	Index        Index
	IfNotExists  bool
	Concurrently bool
}

// DropIndex is DROP INDEX, or ALTER TABLE … DROP INDEX of MySQL, which alone name the Table.
type DropIndex struct {
	Act
	Index        Name
	Table        Name
	IfExists     bool
	Concurrently bool
}

// RenameIndex is ALTER INDEX … RENAME TO, or ALTER TABLE … RENAME INDEX of MySQL, which alone names the Table.
type RenameIndex struct {
	Act
	Index Name
	Table Name
	To    string
}

// CreateView is CREATE VIEW and CREATE MATERIALIZED VIEW.
type CreateView struct {
	Act
	View         Name
	Columns      []string // empty where the query alone names them
	Materialized bool
	Replace      bool
	IfNotExists  bool
	Temporary    bool
}

// DropView is DROP VIEW and DROP MATERIALIZED VIEW.
type DropView struct {
	Act
	View     Name
	IfExists bool
	Cascade  bool
}

// CreateType is CREATE TYPE and CREATE DOMAIN.
type CreateType struct {
	Act
	Type Name
	Kind string   // ENUM, COMPOSITE, DOMAIN, RANGE, BASE
	Enum []string // the values of an enumeration
}

// AlterType changes an enumeration: ADD VALUE, RENAME VALUE.
type AlterType struct {
	Act
	Type          Name
	Add           string
	Before, After string
	Rename, To    string
	IfNotExists   bool
}

// RenameType is ALTER TYPE … RENAME TO.
type RenameType struct {
	Act
	Type Name
	To   string
}

// DropType is DROP TYPE and DROP DOMAIN.
type DropType struct {
	Act
	Type     Name
	IfExists bool
	Cascade  bool
}

// Partition is ATTACH PARTITION or DETACH PARTITION of PostgreSQL.
type Partition struct {
	Act
	Table        Name
	Part         Name
	Detach       bool
	Concurrently bool
}

// TableOption is any other part of ALTER TABLE: OWNER TO, SET LOGGED, ENABLE TRIGGER, ENGINE=…; What is upper case.
type TableOption struct {
	Act
	Table Name
	What  string
	Value string
}

// Object creates, alters or drops what the replay keeps no record of: functions, triggers, sequences, schemas, extensions, roles.
type Object struct {
	Act
	Verb    string // CREATE, ALTER, DROP, COMMENT, GRANT, REVOKE
	Kind    string // FUNCTION, TRIGGER, SEQUENCE, SCHEMA, EXTENSION, DATABASE, …
	Name    Name
	Table   Name // of a trigger, policy or rule
	Cascade bool
	Body    string // of a function or procedure
}

// Block is DO: code that runs at once.
type Block struct {
	Act
	Language string
	Body     string
}

// Transaction is BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE.
type Transaction struct {
	Act
	Verb string
}

// Setting is SET, RESET and PRAGMA.
type Setting struct {
	Act
	Name  string // lower case
	Value string // empty for RESET and where PRAGMA only asks
	Local bool   // SET LOCAL
}

// LockTable is LOCK TABLE, for each of its tables.
type LockTable struct {
	Act
	Table Name
	Mode  string // ACCESS EXCLUSIVE, WRITE, READ, …
}

// Maintenance is VACUUM, ANALYZE, CLUSTER, REINDEX, OPTIMIZE, REFRESH MATERIALIZED VIEW.
type Maintenance struct {
	Act
	Verb         string
	Table        Name // empty for the whole database
	Full         bool // VACUUM FULL
	Concurrently bool
}

// Write changes rows.
type Write struct {
	Act
	Verb  string // INSERT, REPLACE, UPDATE, DELETE, MERGE, TRUNCATE, COPY, LOAD
	Table Name
	// Filtered says that a WHERE, or a join, chooses the rows; Limited that a LIMIT bounds them.
	Filtered bool
	Limited  bool
	// FromQuery says that the rows of an INSERT come from a SELECT.
	FromQuery bool
	Cascade   bool // TRUNCATE … CASCADE
	Columns   []string
}
