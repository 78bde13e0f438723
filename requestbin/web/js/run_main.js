import {openRun} from './run/open_run.js';
import {RunPage} from './run/run_page.js';
import {tokenDialog} from './widgets/overlay.js';

// The data of a report stand behind this script: they are read when all of the file has been.
addEventListener('DOMContentLoaded', () => new RunPage(openRun(document, tokenDialog)).start());
