package main

import (
	"bytes"
	"errors"
	"text/template"

	"gopkg.in/yaml.v2"

	"oracle/cmd"
	"oracle/templates"
)

const maxOutput = 1 << 22

var errTooLarge = errors.New("output too large")

// A template that writes without end is of no use to anybody.
type limited struct{ bytes.Buffer }

func (l *limited) Write(text []byte) (int, error) {
	if l.Len()+len(text) > maxOutput {
		return 0, errTooLarge
	}
	return l.Buffer.Write(text)
}

var functions = templates.Functions()

func render(request Request) Answer {
	vars := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(request.Doc), &vars); err != nil {
		return Answer{Stage: "data", Error: []byte(err.Error())}
	}
	parsed, err := template.New("t.tmpl").Delims(request.Left, request.Right).Funcs(functions).Parse(request.Template)
	if err != nil {
		return Answer{Stage: "parse", Error: []byte(err.Error())}
	}
	var out limited
	root := cmd.Context(vars, request.Args, "/plan", "/p")
	if err := parsed.Execute(&out, root); errors.Is(err, errTooLarge) {
		return Answer{Stage: "skipped"}
	} else if err != nil {
		return Answer{Stage: "exec", Output: out.Bytes(), Error: []byte(err.Error())}
	}
	return Answer{Stage: "done", Output: out.Bytes()}
}
