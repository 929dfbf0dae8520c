// Billing makes one invoice a month for each account.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

// due tells whether invoices are made on this day of the month.
func due(day, invoiceDay int) bool {
	return day == invoiceDay
}

func main() {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8090"
	}
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
