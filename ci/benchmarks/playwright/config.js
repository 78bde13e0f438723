module.exports = {testDir: '.', testMatch: 'orders.js', workers: 1, reporter: [['junit', {outputFile: process.env.JUNIT}]]};
