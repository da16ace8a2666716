// Package unknown holds the migrations of a database that is not known.
package unknown
