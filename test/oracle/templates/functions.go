// Package templates rebuilds the sixteen functions that shuttle adds to sprig, from how they behave; the
// golden cases hold it to that. The names of package and pair type show in error messages.
package templates

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"gopkg.in/yaml.v2"
)

// KeyValuePair is an entry of a map, as objectArray gives it.
type KeyValuePair struct {
	Key   string
	Value interface{}
}

// Functions is all that a template of a plan can call, besides what text/template brings.
func Functions() template.FuncMap {
	functions := sprig.TxtFuncMap()
	for name, function := range own {
		functions[name] = function
	}
	return functions
}

var own = template.FuncMap{
	"array":          array,
	"fileExists":     fileExists,
	"fromYaml":       fromYaml,
	"get":            get,
	"getFileContent": getFileContent,
	"getFiles":       getFiles,
	"int":            integer,
	"is":             func(a, b interface{}) bool { return a == b },
	"isnt":           func(a, b interface{}) bool { return a != b },
	"objectArray":    objectArray,
	"rightPad":       func(s string, n int) string { return fmt.Sprintf(fmt.Sprintf("%%-%ds", n), s) },
	"strConst":       func(s string) string { return strings.ToUpper(strings.ReplaceAll(s, ".", "_")) },
	"string":         text,
	"toYaml":         toYaml,
	"trim":           strings.TrimSpace,
	"upperFirst":     upperFirst,
}

// The first step that gives nothing ends the way.
func get(path string, value interface{}) interface{} {
	for _, key := range strings.Split(path, ".") {
		if value == nil {
			return nil
		}
		value = step(value, key)
	}
	return value
}

func step(value interface{}, key string) interface{} {
	switch from := value.(type) {
	case map[interface{}]interface{}:
		return from[key]
	case map[string]interface{}:
		return from[key]
	case map[string]string:
		return from[key]
	case []interface{}, string, bool, int:
		return nil
	}
	panic(fmt.Sprintf("unexpected type %T\n", value))
}

func text(path string, value interface{}) string {
	if found := get(path, value); found != nil {
		return fmt.Sprint(found)
	}
	return ""
}

func integer(path string, value interface{}) int {
	if found := get(path, value); found != nil {
		return found.(int)
	}
	return 0
}

func array(path string, value interface{}) []interface{} {
	var values []interface{}
	found := get(path, value)
	if list, ok := found.([]interface{}); ok {
		return list
	}
	for _, pair := range pairs(found) {
		values = append(values, pair.Value)
	}
	return values
}

func objectArray(path string, value interface{}) []KeyValuePair {
	if value == nil {
		return nil
	}
	return pairs(get(path, value))
}

func pairs(value interface{}) []KeyValuePair {
	found := []KeyValuePair{}
	switch from := value.(type) {
	case map[interface{}]interface{}:
		for key, inner := range from {
			found = append(found, KeyValuePair{key.(string), inner})
		}
	case map[string]interface{}:
		for key, inner := range from {
			found = append(found, KeyValuePair{key, inner})
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Key < found[j].Key })
	return found
}

func toYaml(value interface{}) (string, error) {
	written, err := yaml.Marshal(value)
	return string(written), err
}

func fromYaml(s string) (map[string]interface{}, error) {
	read := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(s), &read); err != nil {
		return nil, err
	}
	return read, nil
}

func getFileContent(path string) (string, error) {
	content, err := os.ReadFile(path)
	return string(content), err
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return !os.IsNotExist(err)
}

func getFiles(path string) []os.FileInfo {
	files := []os.FileInfo{}
	entries, err := os.ReadDir(path)
	if err != nil {
		return files
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil {
			files = append(files, info)
		}
	}
	return files
}

func upperFirst(s string) string {
	if len(s) == 0 {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
