#!/usr/bin/env node
// The command line: explains what a request comes to.
import '../dist/cli.js';
