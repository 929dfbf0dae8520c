#!/usr/bin/env node
// CommonJS, because Node starts it faster than a module.
require("../action/dist/shuttle.cjs");
