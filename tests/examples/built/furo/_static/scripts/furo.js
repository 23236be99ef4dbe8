// furo
