// The oracle answers what Go makes of templates and of YAML: one JSON request a line on stdin, one JSON
// answer a line on stdout. README.md describes both.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"time"
)

// Request asks for the rendering of a template, or, where Yaml is given, for what a text means.
type Request struct {
	Template string            `json:"template"`
	Left     string            `json:"left"`
	Right    string            `json:"right"`
	Doc      string            `json:"doc"`
	Args     map[string]string `json:"args"`
	Yaml     []byte            `json:"yaml"`
	Strict   bool              `json:"strict"`
}

// Answer has bytes, because texts of templates need not be UTF-8.
type Answer struct {
	Stage  string `json:"stage"`
	Output []byte `json:"output"`
	Error  []byte `json:"error,omitempty"`
}

// A program that needs longer is answered with the stage "lost", and ends the process.
const patience = 10 * time.Second

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var request Request
		if err := json.Unmarshal(line, &request); err != nil {
			panic(err)
		}
		given := make(chan Answer, 1)
		go func() { given <- answer(request) }()
		select {
		case found := <-given:
			out.Encode(found)
		case <-time.After(patience):
			out.Encode(Answer{Stage: "lost"})
			os.Exit(3)
		}
	}
}

func answer(request Request) Answer {
	if request.Yaml != nil {
		return readYaml(request.Yaml, request.Strict)
	}
	return render(request)
}
