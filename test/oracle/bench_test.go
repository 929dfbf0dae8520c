package main

import (
	"bytes"
	"os"
	"testing"
	"text/template"

	"gopkg.in/yaml.v2"

	"oracle/cmd"
)

func BenchmarkDeployment(b *testing.B) { benchmark(b, "deployment") }

func BenchmarkLoop(b *testing.B) { benchmark(b, "loop") }

// Executes a template that was parsed once, as bench/ does with our engine.
func benchmark(b *testing.B, name string) {
	vars := map[string]interface{}{}
	if err := yaml.Unmarshal(content(b, "vars.yaml"), &vars); err != nil {
		b.Fatal(err)
	}
	parsed := template.Must(template.New(name).Funcs(functions).Parse(string(content(b, name+".tmpl"))))
	root := cmd.Context(vars, map[string]string{"env": "prod", "tag": "v1"}, "/plan", "/p")
	for b.Loop() {
		var out bytes.Buffer
		if err := parsed.Execute(&out, root); err != nil {
			b.Fatal(err)
		}
	}
}

func content(b *testing.B, name string) []byte {
	text, err := os.ReadFile("bench/" + name)
	if err != nil {
		b.Fatal(err)
	}
	return text
}
