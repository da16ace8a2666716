package show

import (
	"bytes"
	"encoding/json"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// The JSON of "prodlint schema --format json". Keys are only ever added.
type (
	jsonReport struct {
		Version   int           `json:"version"`
		Histories []jsonHistory `json:"histories"`
	}
	jsonHistory struct {
		Dir        string        `json:"dir"`
		Tool       string        `json:"tool"`
		Dialect    string        `json:"dialect"`
		DialectBy  string        `json:"dialectBy"`
		Also       []string      `json:"also"`
		Files      []jsonFile    `json:"files"`
		Statements int           `json:"statements"`
		Tables     []jsonTable   `json:"tables"`
		Views      []jsonView    `json:"views"`
		Types      []jsonType    `json:"types"`
		Problems   []jsonProblem `json:"problems"`
		Notes      []jsonProblem `json:"notes"`
	}
	jsonFile struct {
		File        string `json:"file"`
		Version     string `json:"version"`
		Transaction string `json:"transaction"`
	}
	jsonOrigin struct {
		Path    string `json:"file"`
		Line    int    `json:"line"`
		Version string `json:"version"`
	}
	jsonTable struct {
		Schema      string           `json:"schema"`
		Name        string           `json:"name"`
		Columns     []jsonColumn     `json:"columns"`
		Constraints []jsonConstraint `json:"constraints"`
		Indexes     []jsonIndex      `json:"indexes"`
		Open        bool             `json:"open"`
		PartitionOf string           `json:"partitionOf,omitempty"`
		Unsure      string           `json:"unsure,omitempty"`
		Made        jsonOrigin       `json:"made"`
	}
	jsonColumn struct {
		Name      string      `json:"name"`
		Type      string      `json:"type"`
		NotNull   bool        `json:"notNull"`
		Default   string      `json:"default,omitempty"`
		Generated string      `json:"generated,omitempty"`
		Auto      bool        `json:"auto"`
		Made      jsonOrigin  `json:"made"`
		Changed   *jsonOrigin `json:"changed,omitempty"`
	}
	jsonConstraint struct {
		Name       string     `json:"name"`
		Kind       string     `json:"kind"`
		Columns    []string   `json:"columns"`
		Check      string     `json:"check,omitempty"`
		Ref        string     `json:"references,omitempty"`
		RefColumns []string   `json:"referencedColumns,omitempty"`
		OnDelete   string     `json:"onDelete,omitempty"`
		OnUpdate   string     `json:"onUpdate,omitempty"`
		NotValid   bool       `json:"notValid,omitempty"`
		Made       jsonOrigin `json:"made"`
	}
	jsonIndex struct {
		Name    string     `json:"name"`
		Method  string     `json:"method,omitempty"`
		Unique  bool       `json:"unique"`
		Parts   []jsonPart `json:"parts"`
		Include []string   `json:"include,omitempty"`
		Where   string     `json:"where,omitempty"`
		For     string     `json:"constraint,omitempty"`
		Made    jsonOrigin `json:"made"`
	}
	jsonPart struct {
		Column string `json:"column,omitempty"`
		Expr   string `json:"expression,omitempty"`
		Desc   bool   `json:"desc,omitempty"`
	}
	jsonView struct {
		Name         string     `json:"name"`
		Materialized bool       `json:"materialized"`
		Made         jsonOrigin `json:"made"`
	}
	jsonType struct {
		Name   string     `json:"name"`
		Kind   string     `json:"kind"`
		Values []string   `json:"values,omitempty"`
		Made   jsonOrigin `json:"made"`
	}
	jsonProblem struct {
		File    string `json:"file"`
		Line    int    `json:"line,omitempty"`
		Message string `json:"message"`
	}
)

func asJSON(histories []*schema.History, names []string) ([]byte, error) {
	report := jsonReport{Version: 1, Histories: []jsonHistory{}}
	for _, h := range histories {
		report.Histories = append(report.Histories, jsonOf(h, names))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(report)
	return b.Bytes(), err
}

func jsonOf(h *schema.History, names []string) jsonHistory {
	out := jsonHistory{
		Dir: h.Set.Dir, Tool: string(h.Set.Tool), Dialect: string(h.Set.Dialect), DialectBy: h.Set.Why, Also: []string{}, Files: []jsonFile{}, Statements: len(h.Steps),
		Tables: []jsonTable{}, Views: []jsonView{}, Types: []jsonType{}, Problems: []jsonProblem{}, Notes: []jsonProblem{},
	}
	for _, d := range h.Set.Also {
		out.Also = append(out.Also, string(d))
	}
	for _, f := range h.Set.Files {
		out.Files = append(out.Files, jsonFile{f.Path, f.Version, string(f.Tx)})
	}
	for _, t := range Wanted(h.Schema, names) {
		out.Tables = append(out.Tables, jsonTableOf(t))
	}
	for _, v := range h.Schema.Views() {
		out.Views = append(out.Views, jsonView{v.String(), v.Materialized, jsonOrigin(v.Made)})
	}
	for _, t := range h.Schema.Types() {
		out.Types = append(out.Types, jsonType{t.String(), t.Kind, t.Enum, jsonOrigin(t.Made)})
	}
	for _, p := range h.Problems {
		out.Problems = append(out.Problems, jsonProblem{p.Path, p.Line, p.Message})
	}
	for _, n := range h.Set.Notes {
		out.Notes = append(out.Notes, jsonProblem{n.Path, n.Line, n.Text})
	}
	return out
}

func jsonTableOf(t *schema.Table) jsonTable {
	out := jsonTable{Schema: t.Schema, Name: t.Name.Name, Open: t.Open, PartitionOf: t.PartitionOf.String(), Unsure: t.Unsure, Made: jsonOrigin(t.Made),
		Columns: []jsonColumn{}, Constraints: []jsonConstraint{}, Indexes: []jsonIndex{}}
	for _, c := range t.Columns {
		col := jsonColumn{Name: c.Name, Type: c.Type.String(), NotNull: c.NotNull, Default: text(c.Default), Generated: text(c.Generated), Auto: c.Auto, Made: jsonOrigin(c.Made)}
		if c.Changed.Path != "" {
			changed := jsonOrigin(c.Changed)
			col.Changed = &changed
		}
		out.Columns = append(out.Columns, col)
	}
	for _, c := range t.Constraints {
		out.Constraints = append(out.Constraints, jsonConstraint{
			c.Name, string(c.Kind), append([]string{}, c.Columns...), text(c.Expr), c.Ref.String(), c.RefColumns, c.OnDelete, c.OnUpdate, c.NotValid, jsonOrigin(c.Made)})
	}
	for _, x := range t.Indexes {
		idx := jsonIndex{Name: x.Name, Method: x.Method, Unique: x.Unique, Include: x.Include, Where: text(x.Where), For: string(x.For), Made: jsonOrigin(x.Made), Parts: []jsonPart{}}
		for _, p := range x.Parts {
			idx.Parts = append(idx.Parts, jsonPart{p.Column, text(p.Expr), p.Desc})
		}
		out.Indexes = append(out.Indexes, idx)
	}
	return out
}

func text(e *stmt.Expr) string {
	if e == nil {
		return ""
	}
	return e.Text
}
