// Package link stands between stations and their gauges.
package link

import "prodlint.test/goroutineleak/apart/gauge"

// Link is a way to a gauge.
type Link struct{ g *gauge.Gauge }

// Open opens a link.
func Open(name string) *Link { return &Link{g: gauge.Far(name)} }
