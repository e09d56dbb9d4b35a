// The event loop's lag in Node, measured as lag.py measures it: see there.
const fs = require('fs')
const { performance } = require('perf_hooks')

const INTERVAL = 10
const path = process.env.BENCHMARK_LAG_FILE
let late = []

function wait () {
  const due = performance.now() + INTERVAL
  setTimeout(() => {
    late.push(Math.max(0, performance.now() - due))
    wait()
  }, INTERVAL)
}

if (path) {
  wait()
  process.on('SIGUSR2', () => {
    const sorted = late.length ? late.sort((a, b) => a - b) : [0]
    late = []
    const report = { p99: sorted[Math.floor(sorted.length * 0.99)], max: sorted[sorted.length - 1] }
    fs.writeFileSync(path + '.new', JSON.stringify(report))
    fs.renameSync(path + '.new', path)
  })
}
