// Package docs embeds the pages of prodlint: one per rule and one per incident.
// A page is the only place where the facts about its rule stand: the command, the editor and the reports all read them from here.
package docs

import "embed"

// FS holds rules/*.md and incidents/*.md.
//
//go:embed rules incidents
var FS embed.FS
