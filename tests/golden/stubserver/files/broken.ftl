one ${req.method
