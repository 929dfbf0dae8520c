package main

import "testing"

func TestDue(t *testing.T) {
	if !due(1, 1) || due(2, 1) {
		t.Error("invoices are made on the invoice day and on no other")
	}
}
