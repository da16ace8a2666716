// Command badunheard shuts its server down when somebody asks it to over HTTP. A deploy sends a signal.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"time"
)

func main() {
	quit := make(chan struct{}, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /quit", func(w http.ResponseWriter, r *http.Request) { quit <- struct{}{} })
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second}
	go func() {
		<-quit
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := srv.Shutdown(ctx); err != nil {
			log.Println(err)
		}
	}()
	if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) { // want gracefulshutdown "nothing waits for the signal"
		log.Println(err)
	}
}
