// Package fix opens pools whose settings stand in the function.
package fix

import (
	"database/sql"
	"net/http"
)

func open(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn) // want connlifetime "call SetConnMaxLifetime"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	return db, nil
}

func client() *http.Client {
	return &http.Client{Timeout: 5e9, Transport: &http.Transport{MaxConnsPerHost: 10}} // want connlifetime "set IdleConnTimeout"
}

func lines() *http.Client {
	t := &http.Transport{ // want connlifetime "set IdleConnTimeout"
		MaxConnsPerHost: 10,
		IdleConnTimeout: 0,
	}
	return &http.Client{Timeout: 5e9, Transport: t}
}
