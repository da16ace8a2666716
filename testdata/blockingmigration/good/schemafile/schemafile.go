// Package schemafile holds a database whose schema is one file.
package schemafile

import _ "github.com/lib/pq"
