module acme.example/billing

go 1.24
