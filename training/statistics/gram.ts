/** ZᵀZ of a row-major table with a column of ones added last: (cols + 1)² entries, symmetric. */
export const gramOf = (z: Float32Array, rows: number, cols: number): Float64Array => {
  const width = cols + 1
  const gram = new Float64Array(width * width)
  const row = new Float64Array(width).fill(1)
  for (let i = 0; i < rows; i++) {
    for (let col = 0; col < cols; col++) row[col] = z[i * cols + col]
    for (let a = 0; a < width; a++) {
      const value = row[a]
      const at = a * width
      for (let b = 0; b <= a; b++) gram[at + b] += value * row[b]
    }
  }
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) gram[b * width + a] = gram[a * width + b]
  return gram
}

/**
 * Solver of A x = b for a symmetric A (row-major), by Cholesky. A pivot below 1e-10 of its diagonal entry is raised to
 * that, so the answer is finite where a column depends on others.
 */
export const startSolver = (a: Float64Array, size: number): ((b: Float64Array) => Float64Array) => {
  const l = a.slice()
  for (let j = 0; j < size; j++) {
    const least = 1e-10 * a[j * size + j] || 1e-300
    for (let i = j; i < size; i++) {
      let value = l[i * size + j]
      for (let k = 0; k < j; k++) value -= l[i * size + k] * l[j * size + k]
      l[i * size + j] = i === j ? Math.sqrt(Math.max(value, least)) : value / l[j * size + j]
    }
  }
  return (b) => {
    const x = b.slice()
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i] -= l[i * size + k] * x[k]
      x[i] /= l[i * size + i]
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i] -= l[k * size + i] * x[k]
      x[i] /= l[i * size + i]
    }
    return x
  }
}
