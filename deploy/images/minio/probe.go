// Asks an address over HTTP and ends with 0 when it answers 200: an image without a shell has no curl.
package main

import (
	"net/http"
	"os"
	"time"
)

func main() {
	client := http.Client{Timeout: 4 * time.Second}
	answer, err := client.Get(os.Args[1])
	if err != nil || answer.StatusCode != http.StatusOK {
		os.Exit(1)
	}
}
