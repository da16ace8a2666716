// Command goodtool looks for dead links once, and ends.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	hc := &http.Client{Timeout: 10 * time.Second}
	dead := 0
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if err := check(hc, in.Text()); err != nil {
			fmt.Println(err)
			dead++
		}
	}
	if dead > 0 {
		log.Fatalf("%d dead links", dead)
	}
}

func check(hc *http.Client, link string) error {
	resp, err := hc.Head(link)
	if err != nil {
		return err
	}
	if err := resp.Body.Close(); err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		return fmt.Errorf("%s: %s", link, resp.Status)
	}
	return nil
}
