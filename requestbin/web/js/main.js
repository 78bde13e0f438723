import {App} from './page/app.js';

new App().start();
