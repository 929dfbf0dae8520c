// Package cmd has the value that templates get as dot. Its name and that of the type are those of the
// original, because error messages show them.
package cmd

type context struct {
	Vars        map[string]interface{}
	Args        map[string]string
	PlanPath    string
	ProjectPath string
}

// Context is what a template of a plan is executed with.
func Context(vars map[string]interface{}, args map[string]string, planPath, projectPath string) any {
	return context{Vars: vars, Args: args, PlanPath: planPath, ProjectPath: projectPath}
}
