import {RunPage} from './run/run_page.js';

// The data stand behind this script: they are read when all of the file has been.
addEventListener('DOMContentLoaded', () => new RunPage(document).start());
