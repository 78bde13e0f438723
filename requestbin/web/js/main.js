import {App} from './page/app.js';
import {openSource} from './source/open.js';
import {tokenDialog} from './widgets/overlay.js';

new App(openSource(document, tokenDialog)).start();
