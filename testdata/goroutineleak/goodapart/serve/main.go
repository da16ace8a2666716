// Command serve shows tides.
package main

// without gracefulshutdown: how the servers end is left out

import (
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"prodlint.test/goroutineleak/goodapart/gauge"
	"prodlint.test/goroutineleak/goodapart/station"
)

func main() {
	gauge.New("main")
	for name := range strings.SplitSeq(os.Getenv("GAUGES"), ",") {
		gauge.Listed(name)
	}
	s := station.New()
	l, err := net.Listen("tcp", os.Getenv("RAW"))
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Print(s.Accept(l)) }()
	mux := http.NewServeMux()
	s.Routes(mux)
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	log.Print(srv.ListenAndServe())
}
