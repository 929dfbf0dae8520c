package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"gopkg.in/yaml.v2"
)

type goldenTemplates struct {
	Docs  map[string]string
	Args  map[string]string
	Cases []struct {
		Doc, Template, Left, Right string
		Output, Partial            string
		ParseError, ExecError      *string
	}
}

// What the original was seen to do, so that the functions rebuilt here are the original's.
func TestGoldenTemplates(t *testing.T) {
	var golden goldenTemplates
	load(t, "../conformance/templates.json", &golden)
	for _, one := range golden.Cases {
		request := Request{Template: one.Template, Left: one.Left, Right: one.Right, Doc: golden.Docs[one.Doc], Args: golden.Args}
		want := Answer{Stage: "done", Output: []byte(one.Output)}
		if one.ParseError != nil {
			want = Answer{Stage: "parse", Error: []byte(*one.ParseError)}
		} else if one.ExecError != nil {
			want = Answer{Stage: "exec", Output: []byte(one.Partial), Error: []byte(*one.ExecError)}
		}
		if got := render(request); shown(got) != shown(want) {
			t.Errorf("%s\n got %s\nwant %s", one.Template, shown(got), shown(want))
		}
	}
}

type goldenYaml struct {
	Cases []struct {
		Yaml, GoType, GetOutput string
		SyntaxError             bool
	}
}

func TestGoldenYaml(t *testing.T) {
	var golden goldenYaml
	load(t, "../conformance/yaml.json", &golden)
	for _, one := range golden.Cases {
		vars := map[string]interface{}{}
		err := yaml.Unmarshal([]byte("k: "+one.Yaml), &vars)
		if (err != nil) != one.SyntaxError {
			t.Errorf("%q: %v", one.Yaml, err)
		}
		if err != nil {
			continue
		}
		written, _ := yaml.Marshal(vars["k"])
		got := strings.TrimRight(string(written), "\n")
		if vars["k"] == nil {
			got = ""
		}
		if kind := fmt.Sprintf("%T", vars["k"]); kind != one.GoType || got != one.GetOutput {
			t.Errorf("%q: got %s %q, want %s %q", one.Yaml, kind, got, one.GoType, one.GetOutput)
		}
	}
}

func load(t *testing.T, file string, into any) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func shown(answer Answer) string {
	return fmt.Sprintf("%s %q %q", answer.Stage, answer.Output, answer.Error)
}
